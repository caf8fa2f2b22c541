package dev.carafe.kubernetes.apiserver.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** In which version the objects of a resource are stored. Pure. */
public final class StorageVersions {
    /** Resources served in several versions: the group and version that is stored, by group/plural. */
    private static final Map<String, GroupVersion> OTHER = Map.of(
            "events.k8s.io/events", new GroupVersion("", "v1"),
            "autoscaling/horizontalpodautoscalers", new GroupVersion("autoscaling", "v2"));

    private static final int HASH_BYTES = 8;

    private StorageVersions() {}

    /** The version that is stored of a resource served in this one. */
    public static GroupVersion of(ResourceDeclaration resource) {
        return OTHER.getOrDefault(
                resource.group() + "/" + resource.name(), new GroupVersion(resource.group(), resource.version()));
    }

    /** What discovery tells of it, so that clients see when it changes (k8s.io/apiserver/pkg/endpoints/discovery). */
    public static String hash(ResourceDeclaration resource, GroupVersion stored) {
        String kind = stored.group() + "/" + stored.version() + "/" + resource.kind();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(kind.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
