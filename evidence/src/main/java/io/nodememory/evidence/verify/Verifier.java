package io.nodememory.evidence.verify;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.capture.ChainHash;
import io.nodememory.evidence.capture.ImageHash;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.value.Sentences;
import io.nodememory.evidence.verify.Verification.Finding;
import io.nodememory.evidence.verify.Verification.Part;
import io.nodememory.kernel.image.ImageManifest;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Verifies one capture: its tables, its record, its image and its place in the chain. */
public final class Verifier {
    private final Connection connection;
    private final List<TableSpec<?>> tables;
    private final Capture capture;
    private final ImageInfo image;
    private final List<CaptureTable> recorded;
    private final List<CaptureTable> recounted = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notChecked = new ArrayList<>();

    public Verifier(Connection connection, List<TableSpec<?>> tables, Capture capture, List<CaptureTable> recorded) {
        this.connection = connection;
        this.tables = tables;
        this.capture = capture;
        this.image = capture.image();
        this.recorded = recorded;
    }

    /** @param all every capture of the store, deleted ones included */
    public Verification verify(List<Capture> all, String chainHead) throws SQLException {
        checkTables();
        Optional<String> imageHash = capture.isDeleted() ? Optional.empty() : checkImage();
        if (!capture.isDeleted() && image.manifest().sha256() != null && image.path() != null) {
            checkManifest(ImageManifest.beside(Path.of(image.path())));
        }
        checkSeal(all, chainHead, imageHash);
        findings.addAll(new ChainCheck(all, chainHead).check(capture));
        return new Verification(capture, List.copyOf(findings), List.copyOf(notChecked));
    }

    private void checkTables() throws SQLException {
        TableCheck check = new TableCheck(connection, capture.id());
        for (TableSpec<?> table : tables) {
            Optional<CaptureTable> record =
                    recorded.stream().filter(r -> r.name().equals(table.name())).findFirst();
            if (capture.isDeleted()) {
                check.strayRows(table, "the capture was deleted").ifPresent(findings::add);
            } else if (record.isEmpty()) {
                check.strayRows(table, "the capture did not write this table").ifPresent(findings::add);
            } else {
                checkTable(check, table, record.get());
            }
        }
        if (!capture.isDeleted()) {
            recorded.stream()
                    .filter(r -> tables.stream().noneMatch(t -> t.name().equals(r.name())))
                    .forEach(r -> notChecked.add("table %s: this version does not know it".formatted(r.name())));
        }
    }

    private void checkTable(TableCheck check, TableSpec<?> table, CaptureTable record) throws SQLException {
        Optional<CaptureTable> found = check.recount(table, record.columns());
        if (found.isEmpty()) {
            notChecked.add("table %s: this version does not know all of its columns".formatted(table.name()));
            return;
        }
        recounted.add(found.get());
        TableCheck.compare(record, found.get()).ifPresent(findings::add);
        check.unwrittenColumns(table, record.columns()).ifPresent(findings::add);
    }

    /** Compares the image file with the record; returns its present hash. */
    private Optional<String> checkImage() {
        if (image.path() == null || capture.imageSha256() == null) {
            notChecked.add(image.notHashed() == null ? "image: no hash was recorded" : unhashed());
            return Optional.empty();
        }
        Path file = Path.of(image.path());
        if (!Files.isRegularFile(file)) {
            notChecked.add("image: %s does not exist".formatted(file));
            return Optional.empty();
        }
        try {
            String hash = ImageHash.of(file);
            if (!hash.equals(capture.imageSha256())) {
                findings.add(new Finding(
                        Part.IMAGE,
                        file.toString(),
                        "image %s: SHA-256 was %s, is %s (size was %,d, is %,d bytes)"
                                .formatted(file, capture.imageSha256(), hash, image.size(), Files.size(file))));
            }
            return Optional.of(hash);
        } catch (IOException e) {
            notChecked.add("image: " + Sentences.of(e));
            return Optional.empty();
        }
    }

    private String unhashed() {
        String claim = image.manifest().claimedSha256() == null
                ? ""
                : "; its manifest states the SHA-256 %s, which was not checked"
                        .formatted(image.manifest().claimedSha256());
        return image.notHashed() + claim + ": nothing proves that it is unchanged";
    }

    private void checkManifest(Path file) {
        if (!Files.isRegularFile(file)) {
            notChecked.add("manifest: %s does not exist".formatted(file));
            return;
        }
        try {
            String hash = ImageHash.of(file);
            if (!hash.equals(image.manifest().sha256())) {
                findings.add(new Finding(
                        Part.MANIFEST,
                        file.toString(),
                        "manifest %s: SHA-256 was %s, is %s"
                                .formatted(file, image.manifest().sha256(), hash)));
            }
        } catch (IOException e) {
            notChecked.add("manifest: " + Sentences.of(e));
        }
    }

    /** One hash seals the record and the tables. The part whose replacement restores the hash is the changed part. */
    private void checkSeal(List<Capture> all, String chainHead, Optional<String> imageHash) {
        String computed = ChainHash.of(capture.seal().previousHash(), capture, recorded);
        if (computed.equals(capture.hash())) {
            return;
        }
        boolean hashIsKnown = chainHead.equals(computed)
                || all.stream().anyMatch(other -> computed.equals(other.seal().previousHash()));
        if (hashIsKnown) {
            metadata("hash", "its own hash was changed (was %s, is %s)".formatted(computed, capture.hash()));
        } else if (recounted.size() == recorded.size()
                && ChainHash.of(capture.seal().previousHash(), capture, recounted)
                        .equals(capture.hash())) {
            metadata("capture_tables", "the recorded counts or hashes of its tables were changed");
        } else if (imageHash.isPresent()
                && ChainHash.of(capture.seal().previousHash(), capture.withImageSha256(imageHash.get()), recorded)
                        .equals(capture.hash())) {
            metadata("image_sha256", "the recorded hash of its image was changed");
        } else {
            metadata(
                    "captures",
                    "its columns were changed: they give the hash %s, it was sealed with %s"
                            .formatted(computed, capture.hash()));
        }
    }

    private void metadata(String subject, String message) {
        findings.add(new Finding(Part.METADATA, subject, "record of capture " + capture.id() + ": " + message));
    }
}
