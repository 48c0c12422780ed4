package io.nodememory.evidence.capture;

import io.nodememory.evidence.capture.CaptureInfo.Custody;
import java.time.Instant;

/**
 * One image read into the store, with its custody record. The record of a deleted capture stays, so that the chain of hashes
 * can still be proved. No part is null.
 *
 * @param id number of the capture in its store, from 1
 * @param uuid globally unique number
 */
public record Capture(long id, String uuid, CaptureInfo info, Reading reading, Seal seal, Deletion deletion) {
    /**
     * The analysis of the image.
     *
     * @param started when the analysis began
     * @param finished when all rows were stored
     * @param complete whether every table was walked to its end
     * @param imageSha256 null if the image was not hashed or could not be read to its end
     */
    public record Reading(Instant started, Instant finished, boolean complete, String imageSha256) {}

    /**
     * The place in the store's chain of hashes; see {@link ChainHash}.
     *
     * @param previousHash null for the first capture of a store
     */
    public record Seal(String previousHash, String hash) {
        /** A capture without a seal. */
        public static final Seal NONE = new Seal(null, null);
    }

    /**
     * The deletion of the rows.
     *
     * @param at null if the rows are present
     * @param by the operator, as user@host
     * @param reason null if none was given
     */
    public record Deletion(Instant at, String by, String reason) {
        /** The rows are present. */
        public static final Deletion NONE = new Deletion(null, null, null);
    }

    /** Label, null for none. */
    public String name() {
        return info.name();
    }

    /** Name of the machine, null if unknown. */
    public String node() {
        return info.node();
    }

    public Custody custody() {
        return info.custody();
    }

    public ImageInfo image() {
        return info.image();
    }

    public KernelInfo kernel() {
        return info.kernel();
    }

    /** SHA-256 of the image; null if it was not hashed or could not be read to its end. */
    public String imageSha256() {
        return reading.imageSha256();
    }

    /** Whether every table was walked to its end. */
    public boolean complete() {
        return reading.complete();
    }

    /** The hash that seals the capture. */
    public String hash() {
        return seal.hash();
    }

    public boolean isDeleted() {
        return deletion.at() != null;
    }

    /** The same capture with another seal. */
    public Capture with(Seal other) {
        return new Capture(id, uuid, info, reading, other, deletion);
    }

    /** The same capture with another hash of its image. */
    public Capture withImageSha256(String sha256) {
        Reading other = new Reading(reading.started(), reading.finished(), reading.complete(), sha256);
        return new Capture(id, uuid, info, other, seal, deletion);
    }
}
