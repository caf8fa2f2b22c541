package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/** The documents beneath {@code /openapi/v3}. Thread-safe; documents stay once made. */
public final class OpenApiV3 {
    private final List<GroupVersion> versions;
    private final String fingerprint;
    private final Supplier<DocumentWriter> writers;
    private final ConcurrentHashMap<String, byte[]> documents = new ConcurrentHashMap<>();

    /**
     * The documents of these versions.
     *
     * @param fingerprint changes when the declarations do
     * @param writers makes what writes them; only called when a document is asked for
     */
    public OpenApiV3(List<GroupVersion> versions, String fingerprint, Supplier<DocumentWriter> writers) {
        this.versions = List.copyOf(versions);
        this.fingerprint = fingerprint;
        this.writers = writers;
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
            String path = path(version);
            CRC32C hash = new CRC32C();
            hash.update((fingerprint + path).getBytes(StandardCharsets.UTF_8));
            paths.put(
                    path,
                    Struct.of(
                            "serverRelativeURL", "/openapi/v3/" + path + "?hash=" + Long.toHexString(hash.getValue())));
        }
        return Json.encode(Struct.of("paths", paths.build()));
    }

    /** A document by its path below {@code /openapi/v3/}. */
    public Optional<byte[]> document(String path) {
        return versions.stream()
                .filter(version -> path(version).equals(path))
                .findFirst()
                .map(version -> documents.computeIfAbsent(
                        path, _ -> Json.encode(writers.get().write(path))));
    }
}
