package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.structural.Decoder;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.structural.Defaulter;
import dev.carafe.kubernetes.apimachinery.typed.TypedSchema;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Set;
import java.util.function.Consumer;

/** The forms of the built-in kinds, by the names of their declarations. Thread-safe. */
public final class BuiltinForms {
    /** Lists that an object may leave out, and that Go tells from empty ones, which are refused or refused otherwise. */
    private static final Set<String> KEPT_EMPTY =
            Set.of("api.autoscaling.v2.HPAScalingRules.policies", "api.networking.v1.IngressSpec.rules");

    private final Decoder decoder;
    private final Defaulter defaulter;
    private final TypedSchema typed;

    public BuiltinForms(Declarations declarations) {
        this.decoder = new Decoder(declarations, KEPT_EMPTY);
        this.defaulter = new Defaulter(declarations);
        this.typed = TypedSchema.ofBuiltins(declarations);
    }

    /** The form of a structure, such as {@code api.core.v1.Pod}. */
    public KindForm of(String structure) {
        return new Declared(structure, this);
    }

    private record Declared(String structure, BuiltinForms forms) implements KindForm {
        @Override
        public TypedSchema typed() {
            return forms.typed;
        }

        @Override
        public Struct decode(Struct object, Consumer<String> unknown) throws DecodingException {
            return forms.defaulter.apply(forms.decoder.decode(object, structure, unknown), structure);
        }

        @Override
        public boolean isCustom() {
            return false;
        }
    }
}
