package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.ConfigMapProjection;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.DownwardAPIProjection;
import dev.carafe.kubernetes.api.core.v1.DownwardAPIVolumeFile;
import dev.carafe.kubernetes.api.core.v1.KeyToPath;
import dev.carafe.kubernetes.api.core.v1.ObjectFieldSelector;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.ProjectedVolumeSource;
import dev.carafe.kubernetes.api.core.v1.ServiceAccount;
import dev.carafe.kubernetes.api.core.v1.ServiceAccountTokenProjection;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.core.v1.VolumeMount;
import dev.carafe.kubernetes.api.core.v1.VolumeProjection;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Gives each new pod a service account, and where the account wants it a volume with its token, the cluster's CA and the
 * namespace (plugin/pkg/admission/serviceaccount).
 */
public final class ServiceAccountAdmission implements AdmissionPlugin {
    private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String VOLUME_PREFIX = "kube-api-access-";
    private static final String MIRROR_ANNOTATION = "kubernetes.io/config.mirror";
    private static final int FILE_MODE = 0644;

    /** An hour and a little more: the kubelet refreshes a token when 80 % of its life are over. */
    private static final long TOKEN_SECONDS = 3607;

    private final ObjectReader reader;
    private final UnaryOperator<String> generatedName;

    /**
     * The plugin.
     *
     * @param generatedName makes a unique name of a prefix
     */
    public ServiceAccountAdmission(ObjectReader reader, UnaryOperator<String> generatedName) {
        this.reader = reader;
        this.generatedName = generatedName;
    }

    @Override
    public String name() {
        return "ServiceAccount";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return Subject.isNewPod(request);
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        Pod pod = new Pod(request.object().orElseThrow());
        if (pod.metadata().annotations().containsKey(MIRROR_ANNOTATION)) {
            checkMirror(request, pod.spec());
            return pod.struct();
        }
        PodSpec spec = pod.spec();
        if (spec.serviceAccountName().isEmpty()) {
            spec = spec.withServiceAccountName("default").withServiceAccount("default");
        }
        ServiceAccount account = account(request, spec.serviceAccountName());
        boolean mount = spec.hasAutomountServiceAccountToken()
                ? spec.automountServiceAccountToken()
                : !account.hasAutomountServiceAccountToken() || account.automountServiceAccountToken();
        if (mount) {
            spec = withToken(spec);
        }
        if (spec.imagePullSecrets().isEmpty() && !account.imagePullSecrets().isEmpty()) {
            spec = spec.withImagePullSecrets(account.imagePullSecrets());
        }
        return pod.withSpec(spec).struct();
    }

    private static void checkMirror(AdmissionRequest request, PodSpec spec) {
        if (!spec.serviceAccountName().isEmpty()) {
            throw Forbidden.of(request, "a mirror pod may not reference service accounts");
        }
        for (Volume volume : spec.volumes()) {
            if (volume.hasSecret()) {
                throw Forbidden.of(request, "a mirror pod may not reference secrets");
            }
            if (volume.projected().sources().stream().anyMatch(VolumeProjection::hasServiceAccountToken)) {
                throw Forbidden.of(request, "a mirror pod may not use ServiceAccountToken volume projections");
            }
        }
    }

    private ServiceAccount account(AdmissionRequest request, String name) {
        String namespace = request.namespace();
        return reader.get("", "serviceaccounts", namespace, name)
                .or(() -> reader.getLatest("", "serviceaccounts", namespace, name))
                .map(ServiceAccount::new)
                .orElseThrow(() -> Forbidden.of(
                        request,
                        "error looking up service account " + namespace + "/" + name + ": serviceaccount \"" + name
                                + "\" not found"));
    }

    private PodSpec withToken(PodSpec spec) {
        List<Container> containers = spec.containers();
        boolean needed = containers.stream().anyMatch(ServiceAccountAdmission::lacksMount)
                || spec.initContainers().stream().anyMatch(ServiceAccountAdmission::lacksMount);
        if (!needed) {
            return spec;
        }
        String existing = spec.volumes().stream()
                .map(Volume::name)
                .filter(name -> name.startsWith(VOLUME_PREFIX))
                .findFirst()
                .orElse("");
        String volume = existing.isEmpty() ? generatedName.apply(VOLUME_PREFIX) : existing;
        PodSpec changed = spec.withContainers(
                containers.stream().map(container -> mounted(container, volume)).toList());
        if (!spec.initContainers().isEmpty()) {
            changed = changed.withInitContainers(spec.initContainers().stream()
                    .map(container -> mounted(container, volume))
                    .toList());
        }
        if (existing.isEmpty()) {
            List<Volume> volumes = new ArrayList<>(spec.volumes());
            volumes.add(volume(volume));
            changed = changed.withVolumes(volumes);
        }
        return changed;
    }

    private static boolean lacksMount(Container container) {
        return container.volumeMounts().stream()
                .noneMatch(mount -> mount.mountPath().equals(MOUNT_PATH));
    }

    private static Container mounted(Container container, String volume) {
        if (!lacksMount(container)) {
            return container;
        }
        List<VolumeMount> mounts = new ArrayList<>(container.volumeMounts());
        mounts.add(new VolumeMount().withName(volume).withReadOnly(true).withMountPath(MOUNT_PATH));
        return container.withVolumeMounts(mounts);
    }

    private static Volume volume(String name) {
        VolumeProjection token = new VolumeProjection()
                .withServiceAccountToken(new ServiceAccountTokenProjection()
                        .withExpirationSeconds(TOKEN_SECONDS)
                        .withPath("token"));
        VolumeProjection authority = new VolumeProjection()
                .withConfigMap(new ConfigMapProjection()
                        .withName("kube-root-ca.crt")
                        .withItems(List.of(new KeyToPath().withKey("ca.crt").withPath("ca.crt"))));
        VolumeProjection namespace = new VolumeProjection()
                .withDownwardAPI(new DownwardAPIProjection()
                        .withItems(List.of(new DownwardAPIVolumeFile()
                                .withPath("namespace")
                                .withFieldRef(new ObjectFieldSelector()
                                        .withApiVersion("v1")
                                        .withFieldPath("metadata.namespace")))));
        return new Volume()
                .withName(name)
                .withProjected(new ProjectedVolumeSource()
                        .withSources(List.of(token, authority, namespace))
                        .withDefaultMode(FILE_MODE));
    }
}
