package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.api.BuiltinDescriptions;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.schema.ColumnDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.registry.printers.Cell;
import java.util.List;

/** The columns of a scale, whatever it is the scale of (pkg/printers/internalversion). Functions only. */
final class ScaleTable {
    private static final String META = "apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private ScaleTable() {}

    /** Read when the first table of a scale is asked for. */
    private static final class Columns {
        static final BuiltinDescriptions DESCRIPTIONS = new BuiltinDescriptions();
        static final List<ColumnDeclaration> BUILTIN = of("", "string");
        static final List<ColumnDeclaration> CUSTOM = of("name", "date");

        private static List<ColumnDeclaration> of(String nameFormat, String ageType) {
            return List.of(
                    new ColumnDeclaration("Name", "string", nameFormat, DESCRIPTIONS.ofField(META, "name"), 0),
                    new ColumnDeclaration("Desired", "integer", "", "Number of desired replicas", 0),
                    new ColumnDeclaration("Available", "integer", "", "Number of actual replicas", 0),
                    new ColumnDeclaration("Age", ageType, "", DESCRIPTIONS.ofField(META, "creationTimestamp"), 0));
        }
    }

    static boolean isScale(Struct object) {
        return "Scale".equals(object.string("kind")) && "autoscaling/v1".equals(object.string("apiVersion"));
    }

    /** @param custom whether a client defined the kind: upstream's server of those has a printer of its own */
    static List<ColumnDeclaration> columns(boolean custom) {
        return custom ? Columns.CUSTOM : Columns.BUILTIN;
    }

    /** Name, Desired, Available, Age. */
    static List<Object> cells(Struct scale) {
        return List.of(
                ObjectMetas.text(scale, "name"),
                replicas(scale, "spec"),
                replicas(scale, "status"),
                Cell.age(new ObjectMeta(ObjectMetas.of(scale))));
    }

    private static long replicas(Struct scale, String part) {
        Struct of = scale.struct(part);
        return of != null && of.get("replicas") instanceof Long replicas ? replicas : 0;
    }
}
