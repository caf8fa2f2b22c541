package dev.carafe.kubernetes.apimachinery.managedfields;

import static dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.kubernetes.apimachinery.errors.StatusCause;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.fieldpath.Path;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionKind;
import dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations;
import dev.carafe.kubernetes.apimachinery.typed.FieldType;
import dev.carafe.kubernetes.apimachinery.typed.TypedSchema;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FieldManagerTest {
    private static final String NOW = "2026-01-01T00:00:00Z";
    private static final String LATER = "2026-01-01T00:00:01Z";
    private static final String HEAD = "apiVersion: v1\nkind: Pod\n";

    private final FieldManager manager = new FieldManager(
            TypedSchema.ofBuiltins(SampleDeclarations.table()),
            SampleDeclarations.POD,
            new GroupVersionKind("", "v1", "Pod"),
            "",
            FieldSet.of(Path.of("status")),
            (object, _, to) -> to.equals("v1")
                    ? Optional.of(new Versions.Versioned(object, FieldType.ofStructure(SampleDeclarations.POD)))
                    : Optional.empty(),
            "");

    private Struct apply(Struct live, String text, String who) {
        return manager.apply(live, yaml(HEAD + text), who, false, NOW);
    }

    private static Struct spec(Struct object) {
        return Objects.requireNonNull(object.struct("spec"));
    }

    private static Struct metadata(Struct object) {
        return Objects.requireNonNullElse(object.struct("metadata"), Struct.EMPTY);
    }

    private static List<?> entries(Struct object) {
        return metadata(object).get("managedFields") instanceof List<?> entries ? entries : List.of();
    }

    private static Struct entry(Struct object, int position) {
        return (Struct) entries(object).get(position);
    }

    @Test
    void whoAppliesOwnsWhatItSays() {
        Struct made = apply(Struct.EMPTY, "spec: {nodeName: a, containers: [{name: web, image: i}]}", "one");
        assertThat(entry(made, 0)).isEqualTo(yaml("""
                manager: one
                operation: Apply
                apiVersion: v1
                time: %s
                fieldsType: FieldsV1
                fieldsV1:
                  f:spec:
                    f:nodeName: {}
                    f:containers:
                      k:{"name":"web"}: {.: {}, f:name: {}, f:image: {}}
                """.formatted("'" + NOW + "'")));
    }

    @Test
    void whoAppliesLessGivesUpTheRestUnlessSomebodyElseOwnsIt() {
        Struct live =
                apply(Struct.EMPTY, "spec: {nodeName: a, priority: 1, containers: [{name: a}, {name: b}]}", "one");
        live = apply(live, "spec: {priority: 1, containers: [{name: b, image: i}]}", "two");
        live = apply(live, "spec: {containers: []}", "one");
        assertThat(spec(live)).isEqualTo(yaml("priority: 1\ncontainers: [{name: b, image: i}]"));
        assertThat(entries(live)).as("who owns nothing is not noted").hasSize(1);
    }

    @Test
    void whatAnotherOwnsIsAConflictThatNamesBoth() {
        Struct live = apply(Struct.EMPTY, "spec: {nodeName: a, containers: [{name: web, image: i}]}", "one");
        Struct seen = live;
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> apply(seen, "spec: {containers: [{name: web, image: other}]}", "two"))
                .withMessage(
                        "Apply failed with 1 conflict: conflict with \"one\": .spec.containers[name=\"web\"].image")
                .satisfies(error -> assertThat(error.details().causes())
                        .containsExactly(new StatusCause(
                                "FieldManagerConflict",
                                "conflict with \"one\"",
                                ".spec.containers[name=\"web\"].image")));
        live = manager.apply(live, yaml(HEAD + "spec: {nodeName: b}"), "two", true, LATER);
        assertThat(spec(live).string("nodeName")).isEqualTo("b");
        assertThat(entry(live, 0).toString()).doesNotContain("nodeName");
    }

    @Test
    void sayingTheSameIsNoConflictAndBothOwnIt() {
        Struct live = apply(Struct.EMPTY, "spec: {nodeName: a}", "one");
        live = apply(live, "spec: {nodeName: a}", "two");
        assertThat(entries(live)).hasSize(2);
        assertThat(spec(apply(live, "spec: {}", "one")).string("nodeName")).isEqualTo("a");
    }

    @Test
    void anUpdateTakesWhatItChangesAndNotWhatTheServerResets() {
        Struct live = apply(Struct.EMPTY, "metadata: {name: p}\nspec: {nodeName: a, priority: 1}", "one");
        Struct wanted = live.with("spec", spec(live).with("nodeName", "b")).with("status", Struct.of("phase", "x"));
        Struct updated = manager.update(live, wanted.with("metadata", Struct.of("name", "p", "uid", "u")), "ed", LATER);
        assertThat(entries(updated)).hasSize(2);
        assertThat(entry(updated, 0).struct("fieldsV1")).isEqualTo(yaml("f:spec: {f:priority: {}}"));
        assertThat(entry(updated, 1).struct("fieldsV1")).isEqualTo(yaml("f:spec: {f:nodeName: {}}"));
        assertThat(entry(updated, 1).string("operation")).isEqualTo("Update");
    }

    @Test
    void whoMakesAnObjectOwnsEvenWhatIsAlwaysThereInNewItems() {
        Struct made = manager.update(
                Struct.EMPTY,
                yaml(HEAD + "metadata: {name: p, labels: {a: b}}\nspec: {containers: [{name: c, resources: {}}]}"),
                "post",
                NOW);
        assertThat(entry(made, 0).struct("fieldsV1")).isEqualTo(yaml("""
                f:metadata: {f:labels: {.: {}, f:a: {}}}
                f:spec:
                  f:containers:
                    k:{"name":"c"}: {.: {}, f:name: {}, f:resources: {}}
                """));
    }

    @Test
    void whatIsWrittenAsNullIsNobodys() {
        Struct made = manager.update(
                Struct.EMPTY, yaml(HEAD + "metadata: {name: p}\nspec: {nodeName: a, priority: null}"), "post", NOW);
        assertThat(entry(made, 0).struct("fieldsV1")).isEqualTo(yaml("f:spec: {f:nodeName: {}}"));
    }

    @Test
    void anObjectThatNobodyTrackedIsItsFormerWritersUntilItIsApplied() {
        Struct live = yaml(HEAD + "metadata: {name: p, uid: u}\nspec: {nodeName: a, priority: 1}");
        assertThat(entries(manager.update(live, live, "ed", NOW))).isEmpty();
        Struct applied = apply(live, "metadata: {name: p}\nspec: {nodeName: a}", "one");
        assertThat(entry(applied, 1).string("manager")).isEqualTo("before-first-apply");
    }

    @Test
    void kubectlTakesOverWhatItAppliedWithoutTheServer() {
        String last = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"nodeName\":\"a\"}}";
        Struct annotated = yaml(HEAD + "metadata:\n  annotations: {kubectl.kubernetes.io/last-applied-configuration: '"
                + last + "'}\nspec: {nodeName: a}");
        Struct live = manager.update(Struct.EMPTY, annotated, "kubectl-client-side-apply", NOW);
        Struct applied = apply(live, "spec: {nodeName: b}", "kubectl");
        assertThat(spec(applied).string("nodeName")).isEqualTo("b");
        assertThat(String.valueOf(metadata(applied).get("annotations"))).contains("\\\"nodeName\\\":\\\"b\\\"");
        assertThatExceptionOfType(StatusError.class).isThrownBy(() -> apply(live, "spec: {nodeName: b}", "other"));
    }

    @Test
    void theOldestUpdatersBecomeOne() {
        Struct live = manager.update(Struct.EMPTY, yaml(HEAD + "metadata: {labels: {first: x}}"), "m", NOW);
        for (int i = 0; i < 14; i++) {
            Struct labels = Struct.of("l" + i, "x");
            Struct before = metadata(live);
            Struct.Builder all = Objects.requireNonNullElse(before.struct("labels"), Struct.EMPTY).toBuilder();
            labels.forEach(all::put);
            live = manager.update(
                    live,
                    live.with("metadata", before.with("labels", all.build())),
                    "m%02d".formatted(i),
                    "2026-01-01T00:00:%02dZ".formatted(i));
        }
        assertThat(entries(live)).hasSize(10);
        assertThat(entries(live).toString()).contains("ancient-changes", "f:l0", "f:l13");
    }

    @Test
    void whatCannotBeMergedIsToldWithItsPath() {
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> apply(Struct.EMPTY, "metadata: {name: p}\nspec: {foo: 1}", "one"))
                .withMessage("failed to create typed patch object (/p; /v1, Kind=Pod): .spec.foo: field not declared in"
                        + " schema");
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> apply(Struct.EMPTY, "spec: {containers: [{name: a}, {name: a}]}", "one"))
                .withMessageContaining(".spec.containers: duplicate entries for key [name=\"a\"]");
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> apply(Struct.EMPTY, "spec: {containers: [1]}", "one"))
                .withMessageContaining("element 0: associative list with keys may not have non-map elements");
    }

    @Test
    void namedItemsComeInTheConfigurationsOrderAndOthersStay() {
        Struct live = apply(Struct.EMPTY, "spec: {containers: [{name: a}, {name: x}, {name: b}]}", "one");
        Struct applied = apply(live, "spec: {containers: [{name: new}, {name: b}, {name: a}]}", "two");
        List<?> containers = (List<?>) Objects.requireNonNull(spec(applied).get("containers"));
        assertThat(containers.stream()
                        .map(item -> ((Struct) item).string("name"))
                        .toList())
                .containsExactly("x", "new", "b", "a");
    }

    @Test
    void whatIsWrittenAsNullInANewItemIsItsMakers() {
        Struct made = manager.update(
                Struct.EMPTY,
                yaml(HEAD + "metadata: {name: p}\nspec: {containers: [{name: c, image: null}]}"),
                "post",
                NOW);
        assertThat(entry(made, 0).struct("fieldsV1")).isEqualTo(yaml("""
                f:spec: {f:containers: {'k:{"name":"c"}': {.: {}, f:image: {}, f:name: {}}}}
                """));
    }
}
