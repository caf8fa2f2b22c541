package dev.carafe.kubernetes.apiserver.registry.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.patch.MergePatch;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.Allocations;
import dev.carafe.kubernetes.apiserver.registry.ClusterIps;
import dev.carafe.kubernetes.apiserver.registry.ServiceAllocations;
import dev.carafe.kubernetes.apiserver.registry.SharedRange;
import dev.carafe.kubernetes.apiserver.registry.Strategies;
import dev.carafe.kubernetes.apiserver.registry.Strategy;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpRange;
import dev.carafe.kubernetes.apiserver.registry.allocator.PortRange;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import java.io.IOException;
import java.io.InputStream;
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

/**
 * Objects with every kind of mistake, compared with what upstream said of the same objects. A table in {@code objects/} begins with a
 * version, a resource and an object that is valid; each further line is a case: a merge patch of that object, and what upstream says of
 * the outcome; or between the two a patch that changes the outcome later, and what upstream says of the change.
 */
class RecordedObjectsTest {
    private static final BuiltinResources BUILTIN = BuiltinResources.load();
    private static final List<String> TABLES = List.of(
            "configmaps",
            "csistoragecapacities",
            "limitranges",
            "namespaces",
            "nodes",
            "persistentvolumeclaims",
            "persistentvolumes",
            "podtemplates",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "services",
            "statefulsets",
            "storageclasses",
            "volumeattachments",
            "volumeattributesclasses");

    /**
     * A case.
     *
     * @param base the valid object of the table
     * @param patches one, or two where the second changes what the first made
     * @param said errors in their order, with two semicolons between them
     */
    record Recorded(String resource, Strategy strategy, Struct base, List<String> patches, String said) {
        @Override
        public String toString() {
            return resource + " " + String.join(" ", patches);
        }
    }

    static Stream<Recorded> recorded() throws IOException, MalformedJsonException {
        List<Recorded> all = new ArrayList<>();
        for (String table : TABLES) {
            List<String> lines = lines("objects/" + table + ".tsv");
            String[] head = lines.getFirst().split("\t", -1);
            Strategy strategy = strategy(head[0], head[1]);
            Struct base = Json.decodeStruct(head[2].getBytes(UTF_8)).with("apiVersion", head[0]);
            for (String line : lines.subList(1, lines.size())) {
                List<String> columns = List.of(line.split("\t", -1));
                int last = columns.size() - 1;
                all.add(new Recorded(head[1], strategy, base, columns.subList(0, last), columns.get(last)));
            }
        }
        return all.stream();
    }

    private static List<String> lines(String table) throws IOException {
        try (InputStream in = Objects.requireNonNull(RecordedObjectsTest.class.getResourceAsStream(table))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static Strategy strategy(String version, String resource) {
        String key = version.indexOf('/') < 0 ? "/" + version : version;
        return Strategies.of(
                BUILTIN.byGroupVersion().getOrDefault(key, List.of()).stream()
                        .filter(declared -> declared.name().equals(resource))
                        .findFirst()
                        .orElseThrow(),
                new Capabilities(true));
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
        ClusterIps addresses = new ClusterIps(objects, objects, IpRange.parse("10.114.0.0/16"), random);
        return new ServiceAllocations(addresses, PortRange.NODE_PORTS, ports, random);
    }

    private static Struct patched(Struct object, String patch) throws MalformedJsonException {
        return MergePatch.apply(object, Json.decodeStruct(patch.getBytes(UTF_8)));
    }

    private static Struct created(Recorded recorded, Allocations allocations, boolean trial)
            throws MalformedJsonException {
        Strategy strategy = recorded.strategy();
        Struct given = strategy.applyDefaults(
                patched(recorded.base(), recorded.patches().getFirst()));
        return strategy.prepareForCreate(
                allocations.begin(given, Optional.empty(), trial).object());
    }

    /** What is there before a change: its status is what the case says, not what a new object has. */
    private static Struct stored(Recorded recorded, Allocations allocations) throws MalformedJsonException {
        Struct object = created(recorded, allocations, false);
        Struct patch = Json.decodeStruct(recorded.patches().getFirst().getBytes(UTF_8));
        Object status = patch.get("status");
        return status == null || object.get("status") == null ? object : object.with("status", status);
    }

    private static List<String> errors(Recorded recorded) throws MalformedJsonException {
        Strategy strategy = recorded.strategy();
        Allocations allocations = allocations(recorded.resource());
        if (recorded.patches().size() == 1) {
            return strategy.validateCreate(created(recorded, allocations, true)).stream()
                    .map(Object::toString)
                    .toList();
        }
        Struct old = stored(recorded, allocations);
        Struct given = strategy.applyDefaults(patched(old, recorded.patches().getLast()));
        Struct changed = allocations.begin(given, Optional.of(old), true).object();
        return strategy.validateUpdate(strategy.prepareForUpdate(changed, old), old).stream()
                .map(Object::toString)
                .toList();
    }

    private static String said(Recorded recorded) throws MalformedJsonException {
        try {
            return String.join(" ;; ", errors(recorded));
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
    void anObjectIsToldWhatUpstreamTellsIt(Recorded recorded) throws MalformedJsonException {
        assertThat(said(recorded).replace("\t", "\\t").replace("\n", "\\n")).isEqualTo(recorded.said());
    }
}
