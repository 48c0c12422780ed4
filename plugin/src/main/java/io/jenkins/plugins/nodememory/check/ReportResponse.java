package io.jenkins.plugins.nodememory.check;

import io.jenkins.plugins.nodememory.store.DownloadResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** A response that downloads a report, decrypted if necessary. */
record ReportResponse(Path file, String name) implements HttpResponse {
    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node) throws IOException {
        try (InputStream in = KeptReport.open(file)) {
            DownloadResponse.head(response, name);
            in.transferTo(response.getOutputStream());
        }
    }
}
