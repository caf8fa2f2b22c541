package dev.carafe.kubernetes.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PersistentVolumeClaimResizeTest {
    private static final ResourceDeclaration CLAIMS =
            ResourceDeclaration.parse("", "v1", "persistentvolumeclaims PersistentVolumeClaim ns update", null);
    private static final String REFUSED = "persistentvolumeclaims \"c\" is forbidden: only dynamically provisioned pvc"
            + " can be resized and the storageclass that provisions the pvc must support resize";

    private final InMemoryObjects objects = new InMemoryObjects()
            .put(
                    "storage.k8s.io",
                    "storageclasses",
                    Trees.of("{'metadata':{'name':'growing'},'allowVolumeExpansion':true}"))
            .put("storage.k8s.io", "storageclasses", Trees.of("{'metadata':{'name':'fixed'}}"));
    private final PersistentVolumeClaimResize plugin = new PersistentVolumeClaimResize(objects);

    private static Struct claim(String size, String storageClass, String phase) {
        return Trees.of("{'metadata':{'name':'c'},'spec':{'storageClassName':'" + storageClass
                + "','resources':{'requests':{'storage':'" + size + "'}}},'status':{'phase':'" + phase + "'}}");
    }

    private void grow(String subresource, Struct changed, Struct old) {
        AdmissionRequest request = new AdmissionRequest(
                Operation.UPDATE,
                CLAIMS,
                subresource,
                "n",
                "c",
                Optional.of(changed),
                Optional.of(old),
                UserInfo.of("u"),
                false);
        if (plugin.handles(request)) {
            plugin.validate(request);
        }
    }

    private void grow(String size, String storageClass, String phase) {
        grow("", claim(size, storageClass, phase), claim("1Gi", storageClass, phase));
    }

    @Test
    void aBoundClaimGrowsIfItsClassSaysSo() {
        assertThatCode(() -> grow("2Gi", "growing", "Bound")).doesNotThrowAnyException();
        assertThatThrownBy(() -> grow("2Gi", "fixed", "Bound")).hasMessage(REFUSED);
        assertThatThrownBy(() -> grow("2Gi", "gone", "Bound")).hasMessage(REFUSED);
        assertThatThrownBy(() -> grow("2Gi", "", "Bound")).hasMessage(REFUSED);
        assertThatThrownBy(() -> grow("", claim("2Gi", "growing", "Bound"), claim("1Gi", "fixed", "Bound")))
                .hasMessage(REFUSED);
        assertThatThrownBy(() -> grow("2Gi", "growing", "Pending"))
                .hasMessage("persistentvolumeclaims \"c\" is forbidden: Only bound persistent volume claims can be"
                        + " expanded");
    }

    @Test
    void whatDoesNotGrowIsNoneOfItsBusiness() {
        assertThatCode(() -> grow("1024Mi", "fixed", "Pending")).doesNotThrowAnyException();
        assertThatCode(() -> grow("1Mi", "fixed", "Pending")).doesNotThrowAnyException();
        assertThatCode(() -> grow("status", claim("2Gi", "fixed", "Bound"), claim("1Gi", "fixed", "Bound")))
                .doesNotThrowAnyException();
    }

    @Test
    void theAnnotationOfFormerTimesNamesAClassToo() {
        Struct annotation = Trees.of("{'volume.beta.kubernetes.io/storage-class':'growing'}");
        Struct metadata = Struct.of("name", "c", "annotations", annotation);
        assertThatCode(() -> grow(
                        "",
                        claim("2Gi", "fixed", "Bound").with("metadata", metadata),
                        claim("1Gi", "fixed", "Bound").with("metadata", metadata)))
                .doesNotThrowAnyException();
    }
}
