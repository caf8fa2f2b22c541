package dev.carafe.kubernetes.apiserver.featuregate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.registry.gated.DisabledFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Holds the page of feature gates to the tables; {@code -Dcarafe.answers=ours} writes it. */
final class FeatureGatesPageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "conformance", "feature-gates.md");
    private static final Map<FeatureEffect.Kind, String> HEADINGS = new EnumMap<>(Map.of(
            FeatureEffect.Kind.ACTS, "Act as in upstream's",
            FeatureEffect.Kind.PARTLY, "Act in part",
            FeatureEffect.Kind.ABSENT, "Have no effect",
            FeatureEffect.Kind.INSIDE, "Change nothing that clients see",
            FeatureEffect.Kind.ELSEWHERE, "Are of others"));
    private static final Map<FeatureEffect.Kind, String> INTRODUCTIONS = new EnumMap<>(Map.of(
            FeatureEffect.Kind.ACTS,
            "A field whose gate is off is dropped from new objects; one that has it keeps it.",
            FeatureEffect.Kind.PARTLY,
            "The log says so at the start where one of these is set to something else than its default.",
            FeatureEffect.Kind.ABSENT,
            "What they switch is not built, or is not switched: the last column says how it is, whatever the gate says. The log says so"
                    + " at the\nstart where one is set to something else than its default.",
            FeatureEffect.Kind.INSIDE,
            "They are about how upstream's server does its work.",
            FeatureEffect.Kind.ELSEWHERE,
            "Upstream's API server takes them and does not look at them, nor does ours."));

    private final FeatureGate gate = FeatureGate.defaults();

    @Test
    void thePageSaysWhatTheTablesDo() throws IOException {
        String page = page();
        if ("ours".equals(System.getProperty("carafe.answers"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE, UTF_8)).isEqualTo(page);
    }

    @Test
    void whatDropsFieldsActs() {
        SortedMap<String, FeatureEffect> effects = FeatureGate.effects();
        for (String name : DisabledFields.gates()) {
            assertThat(effects.get(name))
                    .as(name)
                    .isNotNull()
                    .matches(effect ->
                            effect.kind() == FeatureEffect.Kind.ACTS || effect.kind() == FeatureEffect.Kind.PARTLY)
                    .matches(effect -> effect.words().contains("fields of "));
        }
    }

    private String page() {
        List<String> lines = new ArrayList<>(List.of(
                "# Feature gates of kube-apiserver",
                "",
                "`--feature-gates` takes the " + gate.features().size()
                        + " gates of kube-apiserver 1.37, with upstream's stages, defaults, dependencies and errors. This page says what",
                "switching each does in `carafe kube-apiserver`. A test in the build holds it to the server's own table.",
                "`/metrics` tells which are on (`kubernetes_feature_enabled`)."));
        for (FeatureEffect.Kind kind : FeatureEffect.Kind.values()) {
            lines.addAll(List.of("", "## " + HEADINGS.get(kind), "", INTRODUCTIONS.get(kind), ""));
            lines.add("| gate | stage | default | " + column(kind) + " |");
            lines.add("| --- | --- | --- | --- |");
            FeatureGate.effects().forEach((name, effect) -> {
                if (effect.kind() == kind) {
                    lines.add("| " + name + " | " + state(feature(name)) + " | " + effect.words() + " |");
                }
            });
        }
        lines.addAll(List.of(
                "",
                "## Are locked",
                "",
                "Upstream has decided; the other value is refused, as upstream refuses it.",
                "",
                "| gate | stage | default |",
                "| --- | --- | --- |"));
        gate.features().stream()
                .filter(Feature::locked)
                .forEach(feature -> lines.add("| " + feature.name() + " | " + state(feature) + " |"));
        return String.join("\n", lines) + "\n";
    }

    private static String column(FeatureEffect.Kind kind) {
        return switch (kind) {
            case ACTS -> "what it switches";
            case PARTLY -> "what it switches, and what not";
            case ABSENT -> "how it is";
            case INSIDE -> "what it is about";
            case ELSEWHERE -> "whose it is";
        };
    }

    private Feature feature(String name) {
        return gate.features().stream()
                .filter(feature -> feature.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String state(Feature feature) {
        return feature.stage().toLowerCase(Locale.ROOT) + " | " + (feature.enabledByDefault() ? "on" : "off");
    }
}
