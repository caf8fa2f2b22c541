package dev.carafe.kubernetes.apiserver.registry.gated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinDeclarations;
import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.StructDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apiserver.featuregate.Feature;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GatedFieldsTest {
    private static final BuiltinResources BUILTIN = BuiltinResources.load();

    @Test
    void everyGateIsKnownAndCanBeOff() {
        Collection<Feature> features = FeatureGate.defaults().features();
        for (String gate : DisabledFields.gates()) {
            assertThat(features)
                    .filteredOn(feature -> feature.name().equals(gate))
                    .as(gate)
                    .singleElement()
                    .matches(feature -> !feature.locked() || !feature.enabledByDefault());
        }
    }

    @Test
    void everyWayLeadsToADeclaredField() {
        GatedFields.ALL.forEach((key, fields) -> {
            ResourceDeclaration resource = BUILTIN.byGroupVersion().values().stream()
                    .flatMap(List::stream)
                    .filter(declared -> key.equals(declared.group() + "/" + declared.name()))
                    .min(Comparator.comparing(declared -> !declared.version().equals("v1"))) // of a kind that has one
                    .orElseThrow();
            TypeRef top = new TypeRef.Named(
                    Objects.requireNonNull(BUILTIN.schemaOf(resource.group(), resource.version(), resource.kind())));
            for (GatedField field : fields) {
                List<List<String>> where = field.where().stream().map(List::of).toList();
                List<FieldWay> ways = switch (field.rule()) {
                    case GatedField.Ways(List<FieldWay> dropped, List<FieldWay> keptBy) ->
                        Stream.concat(dropped.stream(), keptBy.stream()).toList();
                    case GatedField.Special _ -> List.of(new FieldWay(List.of()));
                };
                for (FieldWay way : ways) {
                    List<List<String>> steps = new ArrayList<>(where);
                    steps.addAll(way.steps());
                    follow(List.of(top), steps, key + " " + way);
                }
            }
        });
    }

    /** Where several names are meant, each must be declared by at least one of the types that the way came by. */
    private static void follow(List<TypeRef> types, List<List<String>> steps, String way) {
        List<TypeRef> now = types;
        for (List<String> names : steps) {
            List<TypeRef> next = new ArrayList<>();
            for (String name : names) {
                List<TypeRef> found = new ArrayList<>();
                now.forEach(type -> found.addAll(step(type, name)));
                assertThat(found).as("%s: %s", way, name).isNotEmpty();
                next.addAll(found);
            }
            now = next;
        }
    }

    private static List<TypeRef> step(TypeRef type, String name) {
        return switch (type) {
            case TypeRef.ListOf list when name.equals("*") -> List.of(list.item());
            case TypeRef.MapOf map when name.equals("*") -> List.of(map.value());
            case TypeRef.Named(String struct) -> {
                StructDeclaration declared = BuiltinDeclarations.instance().find(struct);
                FieldDeclaration field = declared == null ? null : declared.field(name);
                yield field == null ? List.of() : List.of(field.type());
            }
            default -> List.of();
        };
    }
}
