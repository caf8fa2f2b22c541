package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.api.BuiltinDeclarations;
import dev.carafe.kubernetes.apimachinery.customresource.CustomDecoder;
import dev.carafe.kubernetes.apimachinery.structural.Decoder;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.typed.TypedSchema;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.endpoints.KindForm;
import dev.carafe.kubernetes.apiserver.endpoints.ScalePaths;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The form of a custom kind's objects in one version: what its schema says. */
final class CustomKindForm implements KindForm {
    private static final String META = "apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private final CustomVersion version;
    private final Supplier<TypedSchema> typed;
    private final CustomDecoder decoder;

    /**
     * A version's form.
     *
     * @param typed what merging knows of all versions of the definition
     */
    CustomKindForm(CustomVersion version, Supplier<TypedSchema> typed) {
        this.version = version;
        this.typed = typed;
        Decoder metadata = new Decoder(BuiltinDeclarations.instance());
        this.decoder = new CustomDecoder((object, unknown) -> metadata.decode(object, META, unknown));
    }

    @Override
    public String structure() {
        return version.structure();
    }

    @Override
    public TypedSchema typed() {
        return typed.get();
    }

    @Override
    public Struct decode(Struct object, Consumer<String> unknown) throws DecodingException {
        Object metadata = object.get("metadata");
        if (metadata != null && metadata != Null.NULL && !(metadata instanceof Struct)) {
            throw new DecodingException(
                    "json: cannot unmarshal " + Json.typeName(metadata) + " into Go value of type v1.ObjectMeta");
        }
        return decoder.decode(object, version.schema(), unknown);
    }

    /** An object without what the schema does not declare. */
    Struct prune(Struct object) throws DecodingException {
        return decoder.prune(object, version.schema());
    }

    @Override
    public boolean isCustom() {
        return true;
    }

    @Override
    public ScalePaths scale() {
        return CustomScale.paths(version.declared().subresources().scale());
    }

    @Override
    public String deprecation() {
        return version.deprecation();
    }
}
