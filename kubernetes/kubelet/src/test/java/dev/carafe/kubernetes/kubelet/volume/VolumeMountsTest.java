package dev.carafe.kubernetes.kubelet.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.downward.NodeFacts;
import dev.carafe.kubernetes.kubelet.objects.testing.FakeObjects;
import dev.carafe.kubernetes.kubelet.runtime.HostPath;
import dev.carafe.kubernetes.kubelet.runtime.VolumeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeMountsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final FakeObjects objects = new FakeObjects(now::get);

    @TempDir
    private Path root = Path.of("");

    private VolumeMounts volumes = mounts();

    @BeforeEach
    void needsRoot() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "mounting needs root; skipped");
        volumes = mounts();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        volumes.unmount("u1");
        assertThat(MountTable.beneath(root)).isEmpty();
        assertThat(volumes.present()).isEmpty();
    }

    private VolumeMounts mounts() {
        NodeFacts node = new NodeFacts("n", List.of("10.0.0.1"), Map.of("cpu", Quantity.of(2)));
        return new VolumeMounts(root, objects, () -> node, now::get);
    }

    @Test
    void aConfigMapBecomesFilesAndItsChangesReachThem() throws Exception {
        configMap("{'a':'1','b':'2'}");
        Pod pod = pod("{'name':'v','configMap':{'name':'cm','defaultMode':256}}");
        HostPath place = mount(pod);
        assertThat(place.readOnly()).isTrue();
        assertThat(place.path()).isEqualTo(root.resolve("pods/u1/volumes/kubernetes.io~configmap/v"));
        assertThat(place.path().resolve("a")).hasContent("1");
        assertThat(Modes.get(place.path().resolve("a").toRealPath())).isEqualTo(0400);
        configMap("{'a':'changed'}");
        volumes = mounts(); // another kubelet's life
        mount(pod);
        assertThat(place.path().resolve("a")).hasContent("changed");
        assertThat(place.path().resolve("b")).doesNotExist();
    }

    @Test
    void whatIsMissingIsSaidInUpstreamsWords() {
        assertFails(
                "{'name':'v','configMap':{'name':'cm'}}",
                "MountVolume.SetUp failed for volume \"v\" : configmap \"cm\" not found");
        configMap("{'a':'1'}");
        assertFails(
                "{'name':'v','configMap':{'name':'cm','items':[{'key':'k','path':'p'}]}}",
                "MountVolume.SetUp failed for volume \"v\" : configmap references non-existent config key: k");
        assertFails(
                "{'name':'v','secret':{'secretName':'s'}}",
                "MountVolume.SetUp failed for volume \"v\" : secret \"s\" not found");
        assertFails(
                "{'name':'v','hostPath':{'path':'" + root + "','type':'File'}}",
                "MountVolume.SetUp failed for volume \"v\" : hostPath type check failed: " + root + " is not a file");
        assertFails(
                "{'name':'v','persistentVolumeClaim':{'claimName':'c'}}",
                "Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[],"
                        + " failed to process volumes=[v]: error processing PVC ns/c: failed to fetch PVC from API"
                        + " server: persistentvolumeclaims \"c\" not found");
    }

    @Test
    void optionalSourcesMayBeMissing() throws Exception {
        HostPath place = mount(pod("{'name':'v','projected':{'sources':[{'secret':{'name':'s','optional':true}},"
                + "{'configMap':{'name':'cm','optional':true,'items':[{'key':'k','path':'p'}]}}]}}"));
        assertThat(place.path().resolve("..data")).isEmptyDirectory();
    }

    @Test
    void aProjectedVolumeRenewsItsTokenAtFourFifthsOfItsLife() throws Exception {
        configMap("{'ca.crt':'CA'}");
        Pod pod = pod("{'name':'v','projected':{'sources':["
                + "{'serviceAccountToken':{'path':'token','expirationSeconds':1000}},"
                + "{'configMap':{'name':'cm','items':[{'key':'ca.crt','path':'ca.crt'}]}},"
                + "{'downwardAPI':{'items':[{'path':'namespace','fieldRef':{'fieldPath':'metadata.namespace'}}]}}]}}");
        Path place = mount(pod).path();
        assertThat(MountTable.isMounted(place)).as("secrets are never on disk").isTrue();
        assertThat(place.resolve("token")).hasContent("token-1");
        assertThat(place.resolve("ca.crt")).hasContent("CA");
        assertThat(place.resolve("namespace")).hasContent("ns");
        assertThat(objects.tokenRequests.getFirst().boundObjectRef().uid()).isEqualTo("u1");
        now.set(now.get().plusSeconds(799));
        mount(pod);
        assertThat(place.resolve("token")).hasContent("token-1");
        now.set(now.get().plusSeconds(2));
        mount(pod);
        assertThat(place.resolve("token")).hasContent("token-2");
    }

    @Test
    void fsGroupOwnsTheFiles() throws Exception {
        objects.put(new Secret(json("{'kind':'Secret','metadata':{'namespace':'ns','name':'s'},'data':{'k':'djE='}}")));
        Pod grouped = pod("{'name':'v','secret':{'secretName':'s','defaultMode':256}}");
        grouped = grouped.withSpec(new dev.carafe.kubernetes.api.core.v1.PodSpec(
                grouped.spec().struct().with("securityContext", json("{'fsGroup':4711}"))));
        Path file = mount(grouped).path().resolve("k").toRealPath();
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(4711);
        assertThat(Modes.get(file)).as("data is only read, by the group too").isEqualTo(0440);
    }

    @Test
    void anEmptyDirectoryIsMadeOnceAndInMemoryHasItsSize() throws Exception {
        Pod onDisk = pod("{'name':'v','emptyDir':{}}");
        Path disk = mount(onDisk).path();
        assertThat(Modes.get(disk)).isEqualTo(0777);
        Modes.set(disk, 0700);
        mount(onDisk);
        assertThat(Modes.get(disk)).as("what a container did to it").isEqualTo(0700);
        Path memory = mount(pod("{'name':'m','emptyDir':{'medium':'Memory','sizeLimit':'1Mi'}}"), "m")
                .path();
        assertThat(MountTable.isMounted(memory)).isTrue();
        assertThat(Files.getFileStore(memory).getTotalSpace()).isEqualTo(1 << 20);
    }

    @Test
    void aSubPathIsTheOpenedThingAndNeverLeadsOut() throws Exception {
        Pod pod = pod("{'name':'v','emptyDir':{}}");
        HostPath place = mount(pod);
        Path bound = volumes.subPath(pod, "c", 0, "v", place, "deep/er");
        Files.writeString(bound.resolve("f"), "x");
        assertThat(place.path().resolve("deep/er/f")).hasContent("x");
        Path file = volumes.subPath(pod, "c", 1, "v", place, "deep/er/f");
        assertThat(file).hasContent("x");
        assertThat(volumes.subPath(pod, "c", 1, "v", place, "deep/er/f")).isEqualTo(file);
        Files.createSymbolicLink(place.path().resolve("out"), root);
        assertThatThrownBy(() -> volumes.subPath(pod, "c", 2, "v", place, "out"))
                .hasMessageStartingWith("failed to prepare subPath for volumeMount \"v\" of container \"c\"");
        assertThatThrownBy(() -> volumes.subPath(pod, "c", 2, "v", place, "out/pods"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> volumes.subPath(pod, "c", 2, "v", place, "a/../.."))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aSubPathOfAConfigMapIsRenewedWithTheContainer() throws Exception {
        configMap("{'a':'1'}");
        Pod pod = pod("{'name':'v','configMap':{'name':'cm'}}");
        HostPath place = mount(pod);
        Path bound = volumes.subPath(pod, "c", 0, "v", place, "a");
        assertThat(bound).hasContent("1");
        configMap("{'a':'2'}");
        mount(pod);
        assertThat(bound).hasContent("1");
        assertThat(volumes.subPath(pod, "c", 0, "v", place, "a")).hasContent("2");
    }

    private HostPath mount(Pod pod) throws Exception {
        return mount(pod, "v");
    }

    private HostPath mount(Pod pod, String name) throws Exception {
        return Objects.requireNonNull(volumes.mount(pod).get(name));
    }

    private void assertFails(String volume, String message) {
        assertThatThrownBy(() -> volumes.mount(pod(volume)))
                .isInstanceOf(VolumeException.class)
                .hasMessage(message);
    }

    private void configMap(String data) {
        objects.put(new ConfigMap(
                json("{'kind':'ConfigMap','metadata':{'namespace':'ns','name':'cm'},'data':" + data + "}")));
    }

    private static Pod pod(String volume) {
        return new Pod(json("{'metadata':{'namespace':'ns','name':'p','uid':'u1'},'spec':{'serviceAccountName':'sa',"
                + "'containers':[{'name':'c'}],'volumes':[" + volume + "]}}"));
    }

    private static Struct json(String text) {
        try {
            return Json.decodeStruct(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
