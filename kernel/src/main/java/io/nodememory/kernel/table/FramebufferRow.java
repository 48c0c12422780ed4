package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.KnownVariables;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A row of {@code framebuffers}. */
@Table(
        name = "framebuffers",
        help = "A framebuffer: memory that a screen shows.",
        identity = {"name", "width", "height"})
public record FramebufferRow(
        @Column(value = "Address of the fb_info", address = true)
        long address,

        @Column("Number: 0 is /dev/fb0") int index,
        @Column("Name that the driver assigned") String name,
        @Column("Width in pixels") long width,
        @Column("Lines") long height,

        @Column("Width of the whole picture in pixels, of which the screen may show a part")
        long virtualWidth,

        @Column("Height of the whole picture in lines") long virtualHeight,
        @Column("Bits per pixel") long bitsPerPixel,

        @Column("Distance in bytes from one line to the next")
        long lineBytes,

        @Column(value = "Virtual address in the kernel", address = true)
        long memory,

        @Column(
                value =
                        "Physical address, which may be on the graphics card; null if the driver does not set it, as for those of"
                                + " DRM",
                address = true)
        Long physicalAddress,

        @Column("Bytes") long size,

        @Column("running, or suspended") String state) {

    /** {@code FB_MAX}, include/uapi/linux/fb.h. */
    private static final int MAX = 32;

    static void walk(Walk<FramebufferRow> walk) {
        Kernel kernel = walk.kernel();
        OptionalLong table = kernel.findAddress("registered_fb");
        if (table.isEmpty() || kernel.types().find("fb_info").isEmpty()) {
            if (kernel.types().find("fb_info").isPresent()) {
                KnownVariables.missing(kernel, Stream.of("registered_fb"))
                        .ifPresent(why -> walk.problem(0, "listing the framebuffers", why));
            }
            // Built without framebuffers, or as a module that is not loaded
            return;
        }
        for (int i = 0; i < MAX; i++) {
            int index = i;
            long entry = table.getAsLong() + 8L * i;
            walk.attempt(entry, "reading a framebuffer", () -> {
                long address = kernel.memory().readPointer(entry);
                if (address != 0) {
                    walk.emit(row(index, kernel.object("fb_info", address)));
                }
            });
        }
    }

    private static FramebufferRow row(int index, KernelObject info) {
        KernelObject shown = info.embedded("var");
        return new FramebufferRow(
                info.address(),
                index,
                info.text("fix.id"),
                shown.number("xres"),
                shown.number("yres"),
                shown.number("xres_virtual"),
                shown.number("yres_virtual"),
                shown.number("bits_per_pixel"),
                info.number("fix.line_length"),
                info.number("screen_base"),
                info.number("fix.smem_start") == 0 ? null : info.number("fix.smem_start"),
                info.number("fix.smem_len"),
                // FBINFO_STATE_RUNNING, include/linux/fb.h
                info.number("state") == 0 ? "running" : "suspended");
    }
}
