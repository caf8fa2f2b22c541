package dev.carafe.kubernetes.apiserver.registry.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.resource.v1.DeviceAttribute;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts that are as long as a request may be are refused, and neither exhaust the stack nor take minutes. */
@Timeout(60)
class EndlessTextTest {
    private static final FieldPath PATH = FieldPath.of("x");
    private static final int MANY = 300_000;

    @Test
    void headersOfPemAreReadHoweverManyThereAre() {
        String headers = "a: b\n".repeat(MANY);
        assertThat(PemBlocks.of("-----BEGIN CERTIFICATE-----\n" + headers + "-----END CERTIFICATE-----\n"))
                .singleElement()
                .satisfies(block -> assertThat(block.hasHeaders()).isTrue());
    }

    @Test
    void versionsAndDriversOfManyPartsAreRefused() {
        RuleErrors errors = new RuleErrors();
        DeviceAttributeValidator.attribute(
                new DeviceAttribute(Struct.of("version", "1.2.3-" + "a.".repeat(MANY) + "a+" + "b.".repeat(MANY))),
                PATH,
                errors);
        assertThat(errors.coded()).isNotEmpty();
        List<FieldError> ofDriver = new ArrayList<>();
        DeviceConfigValidator.driver("a.".repeat(MANY) + "a", PATH, ofDriver);
        assertThat(ofDriver).isNotEmpty();
    }

    @Test
    void aDurationOfManyDigitsIsNone() {
        assertThat(DurationText.problem("9".repeat(MANY) + "s")).isPresent();
        assertThat(DurationText.problem("1." + "9".repeat(MANY) + "s")).isPresent();
    }

    @Test
    void whatIsTooLongToBeComparedIsShownWhole() {
        List<Object> old = new ArrayList<>(LongStream.range(0, 20_000).boxed().toList());
        List<Object> changed = new ArrayList<>(old);
        Collections.reverse(changed);
        assertThat(UnifiedDiff.of(Struct.of("a", old), Struct.of("a", changed)))
                .startsWith("@@ -1,20004 +1,20004 @@\n-{\n");
        assertThat(UnifiedDiff.of(Struct.of("a", old), Struct.of("a", old))).isEmpty();
    }
}
