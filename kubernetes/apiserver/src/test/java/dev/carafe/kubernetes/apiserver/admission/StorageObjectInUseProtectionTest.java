package dev.carafe.kubernetes.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StorageObjectInUseProtectionTest {
    private final StorageObjectInUseProtection plugin = new StorageObjectInUseProtection();

    private Struct created(String group, String resource, String kind, String metadata) {
        AdmissionRequest request = new AdmissionRequest(
                Operation.CREATE,
                ResourceDeclaration.parse(group, "v1", resource + " " + kind + " cluster create", null),
                "",
                "",
                "x",
                Optional.of(Trees.of("{'metadata':" + metadata + "}")),
                Optional.empty(),
                UserInfo.of("u"),
                false);
        return plugin.handles(request)
                ? plugin.admit(request)
                : request.object().orElseThrow();
    }

    private static Struct with(String finalizers) {
        return Trees.of("{'metadata':{'name':'x','finalizers':[" + finalizers + "]}}");
    }

    @Test
    void whatIsUsedIsKept() {
        assertThat(created(
                        "", "persistentvolumeclaims", "PersistentVolumeClaim", "{'name':'x','finalizers':['a.b/c']}"))
                .isEqualTo(with("'a.b/c','kubernetes.io/pvc-protection'"));
        assertThat(created("", "persistentvolumes", "PersistentVolume", "{'name':'x'}"))
                .isEqualTo(with("'kubernetes.io/pv-protection'"));
        assertThat(created("storage.k8s.io", "volumeattributesclasses", "VolumeAttributesClass", "{'name':'x'}"))
                .isEqualTo(with("'kubernetes.io/vac-protection'"));
    }

    @Test
    void nothingElseIsAndNothingTwice() {
        String twice = "{'name':'x','finalizers':['kubernetes.io/pv-protection']}";
        assertThat(created("", "persistentvolumes", "PersistentVolume", twice))
                .isEqualTo(with("'kubernetes.io/pv-protection'"));
        assertThat(created("", "pods", "Pod", "{'name':'x'}")).isEqualTo(Trees.of("{'metadata':{'name':'x'}}"));
    }
}
