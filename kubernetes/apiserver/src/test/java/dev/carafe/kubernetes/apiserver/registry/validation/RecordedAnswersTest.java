package dev.carafe.kubernetes.apiserver.registry.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.patch.MergePatch;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.metrics.AllocatorMetrics;
import dev.carafe.kubernetes.apiserver.registry.Allocations;
import dev.carafe.kubernetes.apiserver.registry.ClusterIps;
import dev.carafe.kubernetes.apiserver.registry.ServiceAllocations;
import dev.carafe.kubernetes.apiserver.registry.SharedRange;
import dev.carafe.kubernetes.apiserver.registry.Strategy;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpRange;
import dev.carafe.kubernetes.apiserver.registry.allocator.PortRange;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects with every kind of mistake, and what upstream said of the same objects: the tables of {@code answers/}. */
class RecordedAnswersTest {
    private static final String UID = "00000000-0000-0000-0000-000000000000";

    static Stream<RecordedAnswer> recorded() throws IOException, URISyntaxException, MalformedJsonException {
        List<RecordedAnswer> all = new ArrayList<>();
        Path folder = Path.of(Objects.requireNonNull(RecordedAnswersTest.class.getResource("answers"))
                .toURI());
        try (Stream<Path> tables = Files.list(folder)) {
            for (Path table : tables.sorted().toList()) {
                all.addAll(RecordedAnswer.read(table));
            }
        }
        return all.stream();
    }

    /** Services take addresses and ports before they are checked. */
    private static Allocations allocations(String resource) {
        if (!resource.equals("services")) {
            return Allocations.NONE;
        }
        InMemoryObjects objects = new InMemoryObjects();
        BitSet taken = new BitSet();
        SharedRange ports = new SharedRange() {
            @Override
            public <T> T change(Function<BitSet, T> change) {
                return change.apply(taken);
            }
        };
        Random random = new Random(1);
        ClusterIps addresses =
                new ClusterIps(objects, objects, IpRange.parse("10.114.0.0/16"), random, AllocatorMetrics.untold());
        return new ServiceAllocations(addresses, PortRange.NODE_PORTS, ports, random, AllocatorMetrics.untold());
    }

    private static Struct patched(Struct object, String patch) throws MalformedJsonException {
        return MergePatch.apply(object, Json.decodeStruct(patch.getBytes(UTF_8)));
    }

    private static Struct read(RecordedAnswer recorded, Struct object) throws DecodingException {
        return recorded.strategy().applyDefaults(recorded.form().decode(object, _ -> {}));
    }

    private static List<FieldError> errors(RecordedAnswer recorded) throws MalformedJsonException, DecodingException {
        Strategy strategy = recorded.strategy();
        Allocations allocations = allocations(recorded.resource());
        Struct asked = patched(recorded.valid(), recorded.patches().getFirst());
        Struct metadata = Objects.requireNonNull(asked.struct("metadata")).with("uid", UID);
        boolean isCreate = recorded.patches().size() == 1;
        Struct given = read(recorded, asked.with("metadata", metadata));
        Struct object = strategy.prepareForCreate(recorded.disabled()
                .drop(allocations.begin(given, Optional.empty(), isCreate).object(), null));
        if (isCreate) {
            return strategy.validateCreate(object);
        }
        // What is there before a change has the status that the line says, not that of a new object.
        Object status = asked.get("status");
        Struct old = status == null ? object : object.with("status", status);
        Struct changed = recorded.disabled()
                .drop(read(recorded, patched(old, recorded.patches().getLast())), old);
        if (recorded.ofStatus()) {
            Struct prepared = strategy.prepareForSubresourceUpdate("status", changed, old);
            return strategy.validateSubresourceUpdate("status", prepared, old);
        }
        Struct taken = allocations.begin(changed, Optional.of(old), true).object();
        return strategy.validateUpdate(strategy.prepareForUpdate(taken, old), old);
    }

    private static String said(RecordedAnswer recorded) throws MalformedJsonException, DecodingException {
        try {
            return errors(recorded).stream()
                    .map(FieldError::toString)
                    .distinct()
                    .collect(Collectors.joining(" ;; "));
        } catch (StatusError e) {
            return e.code() == 422
                    ? e.details().causes().stream()
                            .map(cause -> cause.field() + ": " + cause.message())
                            .collect(Collectors.joining(" ;; "))
                    : e.code() + " " + e.getMessage();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void anObjectIsToldWhatUpstreamTellsIt(RecordedAnswer recorded) throws MalformedJsonException, DecodingException {
        assertThat(said(recorded).replace("\t", "\\t").replace("\n", "\\n")).isEqualTo(recorded.said());
    }
}
