package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The documents beneath {@code /openapi/v3}. Thread-safe; documents stay once made, those of custom kinds until the kinds
 * change.
 */
public final class OpenApiV3 {
    private final List<GroupVersion> versions;
    private final String fingerprint;
    private final Function<List<CustomKind>, DocumentWriter> writers;
    private final ConcurrentHashMap<String, OpenApiDocument> documents = new ConcurrentHashMap<>();
    private volatile Map<String, CustomDocument> custom = Map.of();

    /**
     * The documents of these versions.
     *
     * @param fingerprint changes when the declarations do
     * @param writers makes what writes them, custom kinds included; only called when a document is asked for
     */
    public OpenApiV3(
            List<GroupVersion> versions, String fingerprint, Function<List<CustomKind>, DocumentWriter> writers) {
        this.versions = List.copyOf(versions);
        this.fingerprint = fingerprint;
        this.writers = writers;
    }

    /** The document of a version of a group of custom kinds, made when it is first asked for. */
    private final class CustomDocument {
        private final String path;
        private final List<CustomKind> kinds;
        private final OpenApiDocument document;

        /** Made when it is first asked for: schemas are long, and the index tells the hashes of all. */
        private volatile @Nullable String hash;

        CustomDocument(String path, List<CustomKind> kinds) {
            this.path = path;
            this.kinds = kinds;
            document = new OpenApiDocument(() -> writers.apply(kinds).write(path), GnosticV3::write, true);
        }

        String hash() {
            String known = hash;
            if (known == null) {
                known = OpenApiV3.hash(path, kinds.toString());
                hash = known;
            }
            return known;
        }
    }

    /** Takes the place of all custom kinds so far; documents whose kinds stay the same are kept. */
    public void setCustom(List<CustomKind> kinds) {
        Map<String, List<CustomKind>> byPath = new TreeMap<>();
        kinds.forEach(kind ->
                byPath.computeIfAbsent(kind.path(), _ -> new ArrayList<>()).add(kind));
        versions.forEach(version -> byPath.remove(path(version)));
        Map<String, CustomDocument> before = custom;
        Map<String, CustomDocument> now = new TreeMap<>();
        byPath.forEach((path, of) -> {
            CustomDocument known = before.get(path);
            now.put(path, known != null && known.kinds.equals(of) ? known : new CustomDocument(path, of));
        });
        custom = now;
    }

    private static String path(GroupVersion version) {
        return version.group().isEmpty() ? "api/" + version.version() : "apis/" + version;
    }

    /**
     * The list of documents. Each has a hash by which clients tell whether they have it; the declarations only change with
     * the build, so a hash of the server's version and the path will do, and no document is made for it.
     */
    public byte[] index() {
        Struct.Builder paths = Struct.builder();
        for (GroupVersion version : versions) {
            put(paths, path(version), hash(path(version), fingerprint));
        }
        custom.forEach((path, document) -> put(paths, path, document.hash()));
        return Json.encode(Struct.of("paths", paths.build()));
    }

    private static void put(Struct.Builder paths, String path, String hash) {
        paths.put(path, Struct.of("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash));
    }

    private static String hash(String path, String content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().withUpperCase().formatHex(digest.digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** What the index says is a document's hash. */
    public Optional<String> hash(String path) {
        CustomDocument document = custom.get(path);
        return document != null
                ? Optional.of(document.hash())
                : versions.stream()
                        .filter(version -> path(version).equals(path))
                        .findFirst()
                        .map(_ -> hash(path, fingerprint));
    }

    /** A document by its path below {@code /openapi/v3/}; nobody may change the bytes. */
    public Optional<byte[]> document(String path, OpenApiForm form) {
        CustomDocument ofKinds = custom.get(path);
        if (ofKinds != null) {
            return Optional.of(ofKinds.document.in(form));
        }
        return versions.stream()
                .filter(version -> path(version).equals(path))
                .findFirst()
                .map(_ -> documents
                        .computeIfAbsent(
                                path,
                                _ -> new OpenApiDocument(
                                        () -> writers.apply(List.of()).write(path), GnosticV3::write, true))
                        .in(form));
    }
}
