package dev.carafe.kubernetes.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.networking.v1.ServiceCIDRSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.AddressesValidator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServiceCidrStrategyTest {
    private static List<String> create(String... cidrs) {
        List<FieldError> errors = new ArrayList<>();
        AddressesValidator.blocks(new ServiceCIDRSpec().withCidrs(List.of(cidrs)), errors);
        return errors.stream().map(FieldError::toString).toList();
    }

    private static List<String> change(List<String> old, String... cidrs) {
        List<FieldError> errors = new ArrayList<>();
        AddressesValidator.blocksChange(
                new ServiceCIDRSpec().withCidrs(List.of(cidrs)), new ServiceCIDRSpec().withCidrs(old), errors);
        return errors.stream().map(FieldError::toString).toList();
    }

    @Test
    void aBlockOfEachFamilyAtMost() {
        assertThat(create("10.0.0.0/16")).isEmpty();
        assertThat(create("10.0.0.0/16", "2001:db8::/64")).isEmpty();
        assertThat(create("10.0.0.0/16", "10.1.0.0/16"))
                .singleElement()
                .asString()
                .contains("spec.cidrs: Invalid value")
                .contains("may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        assertThat(create("10.0.0.0/16", "2001:db8::/64", "10.1.0.0/16"))
                .singleElement()
                .asString()
                .contains("may only hold up to 2 values");
        assertThat(create("10.0.0.0")).singleElement().asString().contains("spec.cidrs[0]: Invalid value");
    }

    @Test
    void blocksAreForLifeButForASecondFamily() {
        assertThat(change(List.of("10.0.0.0/16"), "10.0.0.0/16")).isEmpty();
        assertThat(change(List.of("10.0.0.0/16"), "10.0.0.0/16", "2001:db8::/64"))
                .isEmpty();
        assertThat(change(List.of("10.0.0.0/16"), "10.1.0.0/16"))
                .singleElement()
                .asString()
                .contains("spec.cidrs[0]: Invalid value")
                .endsWith("field is immutable");
        assertThat(change(List.of("10.0.0.0/16"), "10.0.0.0/16", "10.1.0.0/16"))
                .singleElement()
                .asString()
                .contains("no more than one IP for each IP family");
        assertThat(change(List.of("10.0.0.0/16", "2001:db8::/64"), "10.0.0.0/16"))
                .singleElement()
                .asString()
                .contains("spec.cidrs: Invalid value")
                .endsWith("field is immutable");
    }
}
