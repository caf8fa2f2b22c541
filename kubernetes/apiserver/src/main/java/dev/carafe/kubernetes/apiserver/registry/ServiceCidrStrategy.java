package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.networking.v1.ServiceCIDR;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.ExtensionCells;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.AddressesValidator;
import java.util.List;

/** Blocks of services' addresses (pkg/registry/networking/servicecidr). */
final class ServiceCidrStrategy extends DefaultStrategy {
    ServiceCidrStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct prepareForCreate(Struct object) {
        return keepsStatus() ? super.prepareForCreate(object) : object;
    }

    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        return keepsStatus() ? super.prepareForUpdate(object, old) : object;
    }

    /** Once any write could say the status, as a server still lets it whose gate is shut. */
    private boolean keepsStatus() {
        return capabilities().isEnabled("ServiceCIDRStatusFieldWiping");
    }

    @Override
    void validateNew(Struct object, List<FieldError> errors) {
        AddressesValidator.blocks(new ServiceCIDR(object).spec(), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        AddressesValidator.blocksChange(new ServiceCIDR(object).spec(), new ServiceCIDR(old).spec(), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return ExtensionCells.serviceCidr(new ServiceCIDR(object));
    }
}
