package io.jenkins.plugins.nodememory.store;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/**
 * A response that downloads a file. The browser never shows it: names in it come from programs on the node.
 *
 * @param name the file name for the browser: letters, digits, dots and dashes
 * @param temporary whether the file is deleted afterwards
 */
public record DownloadResponse(Path file, String name, boolean temporary) implements HttpResponse {
    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node)
            throws IOException, ServletException {
        try {
            head(response, name);
            response.setContentLengthLong(Files.size(file));
            Files.copy(file, response.getOutputStream());
        } finally {
            if (temporary) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Sets the headers of a download. */
    public static void head(StaplerResponse2 response, String name) {
        response.setContentType("application/octet-stream");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
    }
}
