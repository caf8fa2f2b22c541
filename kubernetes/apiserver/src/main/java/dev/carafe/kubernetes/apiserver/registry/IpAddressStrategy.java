package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.ExtensionCells;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.AddressesValidator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses that somebody has (pkg/registry/networking/ipaddress). */
final class IpAddressStrategy extends DefaultStrategy {
    IpAddressStrategy(Kind kind) {
        super(kind);
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        AddressesValidator.address(new IPAddress(object), old == null ? null : new IPAddress(old), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return ExtensionCells.ipAddress(new IPAddress(object));
    }
}
