package dev.carafe.kubernetes.apiserver.registry.validation.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.resource.v1.DeviceAttribute;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names and versions as long as a request may be are refused, and exhaust no stack. */
@Timeout(60)
class DeviceTextTest {
    private static final FieldPath PATH = FieldPath.of("x");
    private static final int MANY = 300_000;

    @Test
    void driversOfManyPartsAreRefused() {
        List<FieldError> errors = new ArrayList<>();
        DeviceConfigValidator.driver("a.".repeat(MANY) + "a", PATH, errors);
        assertThat(errors).isNotEmpty();
    }

    @Test
    void versionsOfManyPartsAreRefused() {
        RuleErrors errors = new RuleErrors();
        DeviceAttributeValidator.attribute(
                new DeviceAttribute(Struct.of("version", "1.2.3-" + "a.".repeat(MANY) + "a+" + "b.".repeat(MANY))),
                PATH,
                errors);
        assertThat(errors.coded()).isNotEmpty();
    }
}
