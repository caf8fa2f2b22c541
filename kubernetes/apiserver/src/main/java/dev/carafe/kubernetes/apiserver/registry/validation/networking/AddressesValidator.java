package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.api.networking.v1.ParentReference;
import dev.carafe.kubernetes.api.networking.v1.ServiceCIDRSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.IpAddresses;
import dev.carafe.kubernetes.apiserver.registry.validation.IpBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses of services (pkg/apis/networking/validation). */
public final class AddressesValidator {
    private static final FieldPath PARENT = FieldPath.of("spec", "parentRef");
    private static final FieldPath BLOCKS = FieldPath.of("spec", "cidrs");

    private AddressesValidator() {}

    /** A block of each family at most. */
    public static void blocks(ServiceCIDRSpec spec, List<FieldError> errors) {
        List<String> blocks = spec.cidrs();
        if (blocks.isEmpty()) {
            errors.add(FieldError.required(BLOCKS, "at least one CIDR required"));
            return;
        }
        if (blocks.size() > 2) {
            errors.add(FieldError.invalid(BLOCKS, Struct.of("CIDRs", blocks), "may only hold up to 2 values"));
            return;
        }
        for (int i = 0; i < blocks.size(); i++) {
            Check.rule(errors, BLOCKS.index(i), blocks.get(i), IpBlock.canonical(blocks.get(i)));
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

    /** An address is its own name, and says whose it is, for ever. What is missing is told last. */
    public static void address(IPAddress address, @Nullable IPAddress old, List<FieldError> errors) {
        if (!address.name().isEmpty()) {
            Check.rule(errors, FieldPath.of("metadata", "name"), address.name(), IpAddresses.canonical(address.name()));
        }
        ParentReference parent = address.spec().parentRef();
        if (address.spec().hasParentRef()) {
            if (!parent.group().isEmpty()) {
                Check.rule(errors, PARENT.child("group"), parent.group(), Names.dns1123Subdomain(parent.group()));
            }
            Check.segment(errors, PARENT.child("resource"), parent.resource());
            Check.segment(errors, PARENT.child("name"), parent.name());
            Check.segment(errors, PARENT.child("namespace"), parent.namespace());
            Check.present(errors, PARENT.child("resource"), parent.resource());
            Check.present(errors, PARENT.child("name"), parent.name());
        } else {
            errors.add(FieldError.required(PARENT, ""));
        }
        if (old != null && !parent.equals(old.spec().parentRef())) {
            errors.add(FieldError.invalid(PARENT, Null.NULL, Check.IMMUTABLE));
        }
    }
}
