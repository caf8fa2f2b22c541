package dev.carafe.kubernetes.apiserver.conversion;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * In which version the objects of a resource lie in the store: upstream's, so that servers of both makes can share one
 * (kubernetes/pkg/kubeapiserver/default_storage_factory_builder.go). Pure.
 */
public final class StorageVersions {
    /** Resources that upstream keeps in an older version, which its server before this one can read too. */
    private static final Map<String, String> OLDER = Map.of(
            "certificates.k8s.io/clustertrustbundles", "v1beta1",
            "certificates.k8s.io/podcertificaterequests", "v1beta1",
            "resource.k8s.io/devicetaintrules", "v1beta2",
            "storagemigration.k8s.io/storageversionmigrations", "v1beta1");

    private static final int HASH_BYTES = 8;

    private StorageVersions() {}

    /** The version that is stored of a resource served in this one. */
    public static GroupVersion of(ResourceDeclaration resource) {
        String older = OLDER.get(resource.group() + "/" + resource.name());
        return older == null ? InternalVersions.of(resource) : new GroupVersion(resource.group(), older);
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
