package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.Counter;
import dev.carafe.kubernetes.api.resource.v1.DeviceCounterConsumption;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.List;
import java.util.Map;

/** Counters that devices share, and what a device takes of them (pkg/apis/resource/validation). */
final class DeviceCountersValidator {
    private static final int COUNTERS_MAX = 32;
    private static final int CONSUMPTIONS_MAX = 2;
    private static final int GROUPS_MAX = 2;

    private DeviceCountersValidator() {}

    static void consumptions(List<DeviceCounterConsumption> consumptions, FieldPath path, RuleErrors errors) {
        if (errors.tooMany(consumptions, CONSUMPTIONS_MAX, path)) {
            return;
        }
        errors.unique(consumptions, DeviceCounterConsumption::counterSet, path);
        for (int i = 0; i < consumptions.size(); i++) {
            DeviceCounterConsumption consumption = consumptions.get(i);
            counters("counterSet", consumption.counterSet(), consumption.counters(), path.index(i), errors);
            groups(consumption.compatibilityGroups(), path.index(i).child("compatibilityGroups"), errors);
        }
    }

    private static void groups(List<String> groups, FieldPath path, RuleErrors errors) {
        if (errors.tooMany(groups, GROUPS_MAX, path)) {
            return;
        }
        for (int i = 0; i < groups.size(); i++) {
            Check.rule(errors.declared(), path.index(i), groups.get(i), Names.shortName(groups.get(i)));
        }
        errors.unique(groups, group -> group, path);
    }

    /**
     * Checks a set, or what is taken from one.
     *
     * @param nameField where it has the name of the set
     */
    static void counters(
            String nameField, String name, Map<String, Counter> counters, FieldPath path, RuleErrors errors) {
        List<FieldError> declared = errors.declared();
        if (Check.present(declared, path.child(nameField), name)) {
            Check.rule(declared, path.child(nameField), name, Names.shortName(name));
        }
        FieldPath at = path.child("counters");
        if (counters.isEmpty()) {
            declared.add(FieldError.required(at, ""));
        } else if (counters.size() > COUNTERS_MAX) {
            errors.coded().add(FieldError.tooMany(at, counters.size(), COUNTERS_MAX));
        }
        counters.forEach((counter, _) -> Check.rule(declared, at, counter, Names.shortName(counter)));
    }
}
