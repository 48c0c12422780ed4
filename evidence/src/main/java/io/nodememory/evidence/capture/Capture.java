package io.nodememory.evidence.capture;

import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.TableSpec;
import java.time.Instant;
import java.util.Set;

/**
 * One image read into the store, with all that its custody rests on. A deleted capture leaves this row behind, so that the
 * chain of hashes stays whole.
 */
@Table(name = "captures", help = "An image read into the store, or what is left of one that was deleted.")
public record Capture(
        @Column("Number of the capture in this store, from 1")
        long id,

        @Column("Number of the capture in the world (UUID)") String uuid,
        @Column("Label given by who made it") String name,
        @Column("Name of the machine") String node,
        @Column("Image file as it was named") String imagePath,
        @Column("Format of the image") String imageFormat,
        @Column("Size of the image in bytes") Long imageSize,

        @Column("SHA-256 of the image; null if it was not hashed or could not be read again to the end")
        String imageSha256,

        @Column("Bytes of RAM in the image") Long coveredBytes,

        @Column("Bytes of RAM the machine has, null if unknown")
        Long totalBytes,

        @Column("The kernel's banner") String banner,
        @Column("The kernel's release") String release,
        @Column("Where the symbols came from") String symbols,

        @Column("GNU build id of the kernel the symbols belong to")
        String buildId,

        @Column("Program and version that read the image") String tool,
        @Column("Who ran it, as user@host") String operator,
        @Column("Why, in the words of who ran it") String reason,
        @Column("When reading began") Instant started,
        @Column("When all rows were stored") Instant finished,
        @Column("Whether every table was walked to its end") boolean complete,

        @Column("Hash of the capture before, null for a store's first")
        String previousHash,

        @Column("SHA-256 over the hash before, these columns and the hashes of all tables")
        String hash,

        @Column("When its rows were deleted, null if they are there")
        Instant deleted,

        @Column("Who deleted them, as user@host") String deletedBy,
        @Column("Why they were deleted") String deletedReason,

        @Column("SHA-256 of the manifest that lay beside the image; null without one")
        String manifestSha256,

        @Column("SHA-256 of the image as that manifest has it: a claim, proved where image_sha256 is the same")
        String claimedSha256,

        @Column("Why the image was not hashed, so that nothing proves later that it is the same; null if it was")
        String imageNotHashed) {

    public static final TableSpec<Capture> TABLE = TableSpec.of(Capture.class, walk -> {});

    /** The columns that {@link #hash} does not cover. */
    static final Set<String> NOT_HASHED = Set.of("hash", "previous_hash", "deleted", "deleted_by", "deleted_reason");

    /** A capture whose rows are there. */
    public static Capture present(
            long id,
            String uuid,
            CaptureInfo info,
            String imageSha256,
            Instant started,
            Instant finished,
            boolean complete,
            String previousHash,
            String hash) {
        ImageInfo image = info.image();
        KernelInfo kernel = info.kernel();
        return new Capture(
                id,
                uuid,
                info.name(),
                info.node(),
                image.path() == null ? null : image.path().toString(),
                image.format(),
                image.size(),
                imageSha256,
                image.coveredBytes(),
                image.totalBytes(),
                kernel.banner(),
                kernel.release(),
                kernel.symbols(),
                kernel.buildId(),
                info.tool(),
                info.operator(),
                info.reason(),
                started,
                finished,
                complete,
                previousHash,
                hash,
                null,
                null,
                null,
                image.manifestSha256(),
                image.claimedSha256(),
                image.notHashed());
    }

    public boolean isDeleted() {
        return deleted != null;
    }

    public Capture withImageSha256(String sha256) {
        return new Capture(
                id,
                uuid,
                name,
                node,
                imagePath,
                imageFormat,
                imageSize,
                sha256,
                coveredBytes,
                totalBytes,
                banner,
                release,
                symbols,
                buildId,
                tool,
                operator,
                reason,
                started,
                finished,
                complete,
                previousHash,
                hash,
                deleted,
                deletedBy,
                deletedReason,
                manifestSha256,
                claimedSha256,
                imageNotHashed);
    }
}
