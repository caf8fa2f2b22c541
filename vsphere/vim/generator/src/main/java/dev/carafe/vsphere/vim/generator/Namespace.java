package dev.carafe.vsphere.vim.generator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All types of one namespace by name, in the table's order. */
final class Namespace {
    final Facts facts;
    final Map<String, DataModel> data = new LinkedHashMap<>();
    final Map<String, Facts.Enumeration> enums = new LinkedHashMap<>();
    final Map<String, ManagedModel> managed = new LinkedHashMap<>();

    Namespace(Facts facts) {
        this.facts = facts;
        for (Facts.Data fact : facts.data()) {
            if (!Model.DATA_ROOTS.contains(fact.name())) {
                add(fact.name(), kind(fact), fact.since(), fact.vmodl(), fact.fields());
            }
        }
        facts.enums().forEach(fact -> put(enums, fact.name(), fact));
        int method = 0;
        for (Facts.Managed fact : facts.objects()) {
            DataModel properties = add(
                    fact.name() + "Properties",
                    DataModel.Kind.PROPERTIES,
                    fact.since(),
                    fact.vmodl(),
                    fact.properties().stream().map(Namespace::asOptional).toList());
            put(managed, fact.name(), new ManagedModel(name(), fact, managed.size(), properties, method));
            method += fact.methods().size();
        }
    }

    String name() {
        return facts.namespace();
    }

    int indexOfEnum(String enumeration) {
        return enums.keySet().stream().toList().indexOf(enumeration);
    }

    private DataModel add(
            String name, DataModel.Kind kind, @Nullable String since, String vmodl, List<Facts.Field> fields) {
        DataModel model = new DataModel(name(), name, kind, since, vmodl, data.size(), fields);
        put(data, name, model);
        return model;
    }

    private static DataModel.Kind kind(Facts.Data fact) {
        return fact.fault() ? DataModel.Kind.FAULT : DataModel.Kind.DATA;
    }

    /** Any property may be missing from what is held of an object: not asked for, not allowed, not set. */
    private static Facts.Field asOptional(Facts.Field property) {
        return new Facts.Field(
                property.name(),
                property.type().asOptional(),
                property.since(),
                property.privilege(),
                property.secret());
    }

    private static <T> void put(Map<String, T> into, String name, T value) {
        if (into.put(name, value) != null) {
            throw new IllegalArgumentException("declared twice: " + name);
        }
    }
}
