package io.nodememory.capture.symbols;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Ends a download after a time, whatever progress it makes: a server can send a byte at a time without end. */
final class DownloadDeadline {
    /** A vmlinux of 1 GB arrives in it at 150 kB/s. */
    static final Duration LONGEST = Duration.ofHours(2);

    private final InstantSource clock;
    private final String address;
    private final Instant end;

    DownloadDeadline(InstantSource clock, String address) {
        this.clock = clock;
        this.address = address;
        this.end = clock.instant().plus(LONGEST);
    }

    /** @throws DownloadException if the time is over */
    void check() throws DownloadException {
        if (clock.instant().isAfter(end)) {
            throw DownloadException.failed(
                    "%s was not downloaded within %d hours; the next run continues the download"
                            .formatted(address, LONGEST.toHours()),
                    null);
        }
    }
}
