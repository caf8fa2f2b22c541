package dev.carafe.kubernetes.apimachinery.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NotationTest {
    @Test
    void readsAFieldWithAllItSays() {
        FieldDeclaration field = Notation.parse(
                "ports! [@api.core.v1.ContainerPort] #6 lt=map lk=containerPort,protocol ps=merge pk=containerPort");
        assertThat(field.name()).isEqualTo("ports");
        assertThat(field.required()).isTrue();
        assertThat(field.type()).isEqualTo(new TypeRef.ListOf(new TypeRef.Named("api.core.v1.ContainerPort")));
        assertThat(field.protobufNumber()).isEqualTo(6);
        assertThat(field.listMapKeys()).containsExactly("containerPort", "protocol");
        assertThat(field.patchStrategies()).containsExactly("merge");
        assertThat(field.patchMergeKey()).isEqualTo("containerPort");
    }

    @Test
    void readsDefaultsAndAllowedValues() {
        FieldDeclaration field = Notation.parse("protocol s #4 d=\"TCP\" e=SCTP|TCP|UDP");
        assertThat(field.defaultValue()).contains("TCP");
        assertThat(field.values()).containsExactly("SCTP", "TCP", "UDP");
        assertThat(field.required()).isFalse();
    }

    @Test
    void turnsKubernetesScalarsIntoScalars() {
        assertThat(Notation.type("{@apimachinery.pkg.api.resource.Quantity}"))
                .isEqualTo(new TypeRef.MapOf(TypeRef.Scalar.QUANTITY));
        assertThat(Notation.type("@apimachinery.pkg.apis.meta.v1.MicroTime")).isEqualTo(TypeRef.Scalar.MICRO_TIME);
    }

    @Test
    void refusesWhatIsNotInTheNotation() {
        assertThatThrownBy(() -> Notation.parse("name")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Notation.parse("name q")).isInstanceOf(IllegalArgumentException.class);
    }
}
