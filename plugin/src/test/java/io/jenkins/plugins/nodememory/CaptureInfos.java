package io.jenkins.plugins.nodememory;

import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.capture.ImageInfo.Ram;
import io.nodememory.evidence.capture.KernelInfo;

/** Descriptions of captures, for tests that do not look at them. */
public final class CaptureInfos {
    private CaptureInfos() {}

    public static CaptureInfo named(String name) {
        return new CaptureInfo(
                name,
                "node",
                new Custody("tester", null, "test"),
                new ImageInfo(null, "raw", 1L, new Ram(1L, 1L)),
                new KernelInfo("Linux version 6", "6", "ISF", null));
    }
}
