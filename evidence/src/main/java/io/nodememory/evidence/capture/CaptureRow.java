package io.nodememory.evidence.capture;

import io.nodememory.evidence.capture.Capture.Deletion;
import io.nodememory.evidence.capture.Capture.Reading;
import io.nodememory.evidence.capture.Capture.Seal;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.ImageInfo.Manifest;
import io.nodememory.evidence.capture.ImageInfo.Ram;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.TableSpec;
import java.time.Instant;
import java.util.Set;

/** A {@link Capture} as a row of the table {@code captures}. Only this class knows the order of the columns. */
@Table(name = "captures", help = "An image read into the store, or the remaining record of a deleted capture.")
public record CaptureRow(
        @Column("Number of the capture in this store, from 1")
        long id,

        @Column("Globally unique number of the capture (UUID)")
        String uuid,

        @Column("Label that the operator gave") String name,
        @Column("Name of the machine") String node,
        @Column("Path of the image file") String imagePath,
        @Column("Format of the image") String imageFormat,
        @Column("Size of the image in bytes") Long imageSize,

        @Column("SHA-256 of the image; null if the image was not hashed or could not be read to its end")
        String imageSha256,

        @Column("Bytes of RAM in the image") Long coveredBytes,

        @Column("Bytes of RAM the machine has, null if unknown")
        Long totalBytes,

        @Column("The kernel's banner") String banner,
        @Column("The kernel's release") String release,
        @Column("Where the symbols came from") String symbols,

        @Column("GNU build id of the kernel that the symbols belong to")
        String buildId,

        @Column("Program and version that read the image") String tool,
        @Column("Who ran it, as user@host") String operator,
        @Column("Reason that the operator gave") String reason,
        @Column("When reading began") Instant started,
        @Column("When all rows were stored") Instant finished,
        @Column("Whether every table was walked to its end") boolean complete,

        @Column("Hash of the previous capture, null for the first of a store")
        String previousHash,

        @Column("SHA-256 over the previous hash, these columns and the hashes of all tables")
        String hash,

        @Column("When its rows were deleted, null if they are present")
        Instant deleted,

        @Column("Who deleted them, as user@host") String deletedBy,
        @Column("Why they were deleted") String deletedReason,

        @Column("SHA-256 of the manifest beside the image; null without a manifest")
        String manifestSha256,

        @Column("SHA-256 of the image according to that manifest: a claim, proved where image_sha256 is equal")
        String claimedSha256,

        @Column(
                "Why the image was not hashed, so that nothing proves later that it is unchanged; null if it was hashed")
        String imageNotHashed) {

    public static final TableSpec<CaptureRow> TABLE = TableSpec.of(CaptureRow.class, walk -> {});

    /** The columns that {@link #hash} does not cover. */
    static final Set<String> NOT_HASHED = Set.of("hash", "previous_hash", "deleted", "deleted_by", "deleted_reason");

    /** The row of a capture. */
    public static CaptureRow of(Capture capture) {
        CaptureInfo info = capture.info();
        ImageInfo image = info.image();
        KernelInfo kernel = info.kernel();
        Reading reading = capture.reading();
        Deletion deletion = capture.deletion();
        return new CaptureRow(
                capture.id(),
                capture.uuid(),
                info.name(),
                info.node(),
                image.path(),
                image.format(),
                image.size(),
                reading.imageSha256(),
                image.ram().covered(),
                image.ram().total(),
                kernel.banner(),
                kernel.release(),
                kernel.symbols(),
                kernel.buildId(),
                info.custody().tool(),
                info.custody().operator(),
                info.custody().reason(),
                reading.started(),
                reading.finished(),
                reading.complete(),
                capture.seal().previousHash(),
                capture.seal().hash(),
                deletion.at(),
                deletion.by(),
                deletion.reason(),
                image.manifest().sha256(),
                image.manifest().claimedSha256(),
                image.notHashed());
    }

    /** The capture of a row. No value is lost, so that a changed row gives another hash. */
    public Capture capture() {
        ImageInfo image = new ImageInfo(
                imagePath,
                imageFormat,
                imageSize,
                new Ram(coveredBytes, totalBytes),
                new Manifest(manifestSha256, claimedSha256),
                imageNotHashed);
        return new Capture(
                id,
                uuid,
                new CaptureInfo(
                        name,
                        node,
                        new Custody(operator, reason, tool),
                        image,
                        new KernelInfo(banner, release, symbols, buildId)),
                new Reading(started, finished, complete, imageSha256),
                new Seal(previousHash, hash),
                new Deletion(deleted, deletedBy, deletedReason));
    }
}
