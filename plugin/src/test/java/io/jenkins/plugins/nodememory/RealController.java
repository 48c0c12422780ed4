package io.jenkins.plugins.nodememory;

import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A Jenkins in a process of its own, seen from outside: by its addresses, as its users and its agents see it. */
final class RealController {
    private static final int POLL_MILLIS = 250;

    private final URL url;
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    /** @param url with a slash at its end */
    RealController(URL url) {
        this.url = url;
    }

    /** Makes a pipeline job and starts its first build. */
    void start(String job, String script) throws Exception {
        String escaped = script.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        post("createItem?name=" + job, "application/xml", """
                <flow-definition>
                  <definition class="org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition">
                    <script>%s</script>
                    <sandbox>true</sandbox>
                  </definition>
                </flow-definition>
                """.formatted(escaped));
        post("job/" + job + "/build", "application/x-www-form-urlencoded", "");
    }

    /** The log of a job's first build once something is in it. */
    String awaitLog(String job, Predicate<String> seen) throws Exception {
        Instant end = Instant.now().plus(Waiting.LIMIT);
        String log = "";
        while (Instant.now().isBefore(end)) {
            HttpResponse<String> answer = send(request("job/" + job + "/1/consoleText"));
            log = answer.statusCode() == 200 ? answer.body() : "";
            if (seen.test(log)) {
                return log;
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new AssertionError("not seen in the log of " + job + ":\n" + log);
    }

    /** The log of a job's first build when it has ended. */
    String awaitEnd(String job) throws Exception {
        return awaitLog(job, log -> log.contains("\nFinished: "));
    }

    /** What a script on the controller prints. */
    String script(String groovy) throws Exception {
        return post(
                "scriptText",
                "application/x-www-form-urlencoded",
                "script=" + URLEncoder.encode(groovy, StandardCharsets.UTF_8));
    }

    String get(String path) throws Exception {
        return checked(send(request(path)));
    }

    String post(String path, String type, String body) throws Exception {
        String crumb = get("crumbIssuer/api/json").replaceAll(".*\"crumb\":\"([^\"]*)\".*", "$1");
        return checked(send(request(path)
                .header("Content-Type", type)
                .header("Jenkins-Crumb", crumb)
                .POST(HttpRequest.BodyPublishers.ofString(body))));
    }

    /** Starts an agent that is configured as inbound, over a web socket, as a process with an environment of its own. */
    Process agent(String name, Path folder, Map<String, String> environment, String... javaOptions) throws Exception {
        Path jar = folder.resolve("agent.jar");
        HttpResponse<InputStream> answer =
                client.send(request("jnlpJars/agent.jar").build(), BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            Files.write(jar, in.readAllBytes());
        }
        String secret = script("print jenkins.model.Jenkins.get().getComputer('" + name + "').jnlpMac");
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of(javaOptions));
        command.addAll(List.of("-jar", jar.toString(), "-url", url.toString(), "-name", name, "-secret", secret));
        command.addAll(List.of("-webSocket", "-workDir", folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile());
        return builder.start();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Waiting.LIMIT);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String checked(HttpResponse<String> answer) {
        if (answer.statusCode() >= 400) {
            throw new AssertionError(answer.uri() + " answers " + answer.statusCode() + "\n" + answer.body());
        }
        return answer.body();
    }
}
