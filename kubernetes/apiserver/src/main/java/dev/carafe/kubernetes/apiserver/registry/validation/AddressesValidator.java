package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.api.networking.v1.ParentReference;
import dev.carafe.kubernetes.api.networking.v1.ServiceCIDRSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import java.util.List;

/** Addresses of services (pkg/apis/networking/validation). */
public final class AddressesValidator {
    private static final FieldPath PARENT = FieldPath.of("spec", "parentRef");

    private static final FieldPath BLOCKS = FieldPath.of("spec", "cidrs");

    private AddressesValidator() {}

    /** A block of each family at most. */
    public static void blocks(ServiceCIDRSpec spec, List<FieldError> errors) {
        List<String> blocks = spec.cidrs();
        if (blocks.size() > 2) {
            errors.add(FieldError.invalid(BLOCKS, spec.struct(), "may only hold up to 2 values"));
            return;
        }
        for (int i = 0; i < blocks.size(); i++) {
            Check.rule(errors, BLOCKS.index(i), blocks.get(i), Values.cidr(blocks.get(i)));
        }
        if (blocks.size() == 2
                && blocks.stream().allMatch(Addresses::isBlock)
                && isSix(blocks.getFirst()) == isSix(blocks.getLast())) {
            errors.add(FieldError.invalid(
                    BLOCKS,
                    blocks,
                    "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"));
        }
    }

    private static boolean isSix(String block) {
        return block.indexOf(':') >= 0;
    }

    /** Blocks stay as they are; one of the other family may be added. */
    public static void blocksChange(ServiceCIDRSpec spec, ServiceCIDRSpec old, List<FieldError> errors) {
        List<String> now = spec.cidrs();
        List<String> before = old.cidrs();
        boolean added = before.size() == 1 && now.size() == 2;
        if (now.size() != before.size() && !added) {
            errors.add(FieldError.invalid(BLOCKS, now, Check.IMMUTABLE));
            return;
        }
        for (int i = 0; i < before.size(); i++) {
            Check.immutable(errors, BLOCKS.index(i), now.get(i), before.get(i));
        }
        if (added) {
            blocks(spec, errors);
        }
    }

    /** An address is its own name, and says whose it is. */
    public static void address(IPAddress address, List<FieldError> errors) {
        if (!address.name().isEmpty()) {
            Check.rule(errors, FieldPath.of("metadata", "name"), address.name(), Values.ip(address.name()));
        }
        if (!address.spec().hasParentRef()) {
            errors.add(FieldError.required(PARENT, ""));
            return;
        }
        ParentReference parent = address.spec().parentRef();
        if (!parent.group().isEmpty()) {
            Check.rule(errors, PARENT.child("group"), parent.group(), Names.dns1123Subdomain(parent.group()));
        }
        segment("resource", parent.resource(), true, errors);
        segment("name", parent.name(), true, errors);
        segment("namespace", parent.namespace(), false, errors);
    }

    private static void segment(String field, String value, boolean required, List<FieldError> errors) {
        if (!value.isEmpty()) {
            Check.rule(errors, PARENT.child(field), value, Names.pathSegment(value));
        } else if (required) {
            errors.add(FieldError.required(PARENT.child(field), ""));
        }
    }
}
