package dev.carafe.kubernetes.apiserver.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.ResourceRequirements;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Resources of whole pods, compared with what upstream made of the same pods. */
class PodLevelResourcesTest {
    private static final Strategy PODS = Strategies.of(
            BuiltinResources.load().byGroupVersion().getOrDefault("/v1", List.of()).stream()
                    .filter(declared -> declared.name().equals("pods"))
                    .findFirst()
                    .orElseThrow(),
            new Capabilities(true));

    record Recorded(String spec, String resources, String qualityOfService) {}

    static Stream<Recorded> recorded() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(PodLevelResourcesTest.class.getResourceAsStream("pod-resources.tsv"))) {
            return new String(in.readAllBytes(), UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> line.split("\t", -1))
                            .map(parts -> new Recorded(parts[0], parts[1], parts[2]))
                            .toList()
                            .stream();
        }
    }

    private static Struct created(String spec) {
        return PODS.prepareForCreate(PODS.applyDefaults(Trees.of("{'metadata':{'name':'x'},'spec':" + spec + "}")));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void whatAPodDoesNotSayFollowsFromItsContainers(Recorded recorded) throws Exception {
        Pod pod = new Pod(created(recorded.spec()));
        if (recorded.resources().equals("null")) {
            assertThat(pod.spec().hasResources()).isFalse();
        } else {
            assertThat(pod.spec().resources())
                    .isEqualTo(new ResourceRequirements(
                            Json.decodeStruct(recorded.resources().getBytes(UTF_8))));
        }
        assertThat(pod.status().qosClass()).isEqualTo(recorded.qualityOfService());
    }

    @Test
    void whoLeavesThemOutOfAChangeKeepsThem() {
        Struct old = created("{'containers':[{'name':'c','image':'i'}],'resources':{'limits':{'cpu':'2'}}}");
        Pod changed = new Pod(old);
        changed = changed.withSpec(changed.spec().withoutResources());
        assertThat(new Pod(PODS.prepareForUpdate(changed.struct(), old)).spec().resources())
                .isEqualTo(new Pod(old).spec().resources());
    }
}
