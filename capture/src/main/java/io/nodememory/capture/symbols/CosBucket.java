package io.nodememory.capture.symbols;

import io.nodememory.kernel.find.CosImage;
import java.util.ArrayList;
import java.util.List;

/** The place of a kernel of Container-Optimized OS in the buckets of published build artefacts. */
record CosBucket(String bucket, String object) {
    private static final String MAIN = "cos-tools";

    /** The places to try: the nearest bucket first, and the newer form of name, with the board, first. */
    static List<CosBucket> places(CosImage image) {
        List<String> objects = new ArrayList<>();
        objects.add("%s/%s/vmlinux".formatted(image.build(), image.board()));
        if (image.board().equals("lakitu")) {
            objects.add(image.build() + "/vmlinux");
        }
        List<CosBucket> places = new ArrayList<>();
        for (String bucket : buckets(image.region())) {
            objects.forEach(object -> places.add(new CosBucket(bucket, object)));
        }
        return places;
    }

    private static List<String> buckets(String region) {
        if (region.startsWith("asia") || region.startsWith("australia")) {
            return List.of(MAIN + "-asia", MAIN);
        }
        return region.startsWith("europe") ? List.of(MAIN + "-eu", MAIN) : List.of(MAIN);
    }

    /** The address in messages. */
    String address() {
        return "gs://" + bucket + "/" + object;
    }
}
