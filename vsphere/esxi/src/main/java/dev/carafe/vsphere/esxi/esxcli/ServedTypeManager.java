package dev.carafe.vsphere.esxi.esxcli;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrAllTypeInfo;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrDataTypeInfo;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrFilterSpec;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrManagedTypeInfo;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrMethodTypeInfo;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrMoFilterSpec;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrMoInstance;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrParamTypeInfo;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrPropertyTypeInfo;
import dev.carafe.vsphere.vim.vim25.DynamicTypeMgrTypeFilterSpec;
import dev.carafe.vsphere.vim.vim25.InternalDynamicTypeManager;
import dev.carafe.vsphere.vim.vim25.InternalDynamicTypeManagerProperties;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what commands there are, as types and objects. */
public record ServedTypeManager() implements InternalDynamicTypeManager, ServedObject {
    /** The only one of a host. */
    public static final ManagedObjectReference<InternalDynamicTypeManager> REFERENCE =
            new ManagedObjectReference<>("InternalDynamicTypeManager", "ha-dynamic-type-manager");

    private static final String VERSION = "vim.version.version5";

    /** Adds it to a host's objects. */
    public void addTo(Changes changes) {
        changes.add(this, InternalDynamicTypeManagerProperties.builder().build());
    }

    @Override
    public ManagedObjectReference<InternalDynamicTypeManager> reference() {
        return REFERENCE;
    }

    @Override
    public List<DynamicTypeMgrMoInstance> dynamicTypeMgrQueryMoInstances(
            @Nullable DynamicTypeMgrFilterSpec filterSpec) {
        DynamicTypeMgrMoFilterSpec filter = filterSpec instanceof DynamicTypeMgrMoFilterSpec of
                ? of
                : DynamicTypeMgrMoFilterSpec.builder().build();
        Stream<DynamicTypeMgrMoInstance> handlers = Commands.namespaces().stream()
                .map(namespace -> new DynamicTypeMgrMoInstance(Command.handler(namespace), Command.type(namespace)));
        return Stream.concat(
                        Stream.of(new DynamicTypeMgrMoInstance(ServedMethodExecuter.INFO, "vim.CLIInfo")), handlers)
                .filter(instance -> filter.id() == null || filter.id().equals(instance.id()))
                .filter(instance -> has(instance.moType(), filter.typeSubstr()))
                .toList();
    }

    private static boolean has(String type, @Nullable String part) {
        return part == null || type.contains(part);
    }

    @Override
    public DynamicTypeMgrAllTypeInfo dynamicTypeMgrQueryTypeInfo(@Nullable DynamicTypeMgrFilterSpec filterSpec) {
        String part = filterSpec instanceof DynamicTypeMgrTypeFilterSpec of ? of.typeSubstr() : null;
        return DynamicTypeMgrAllTypeInfo.builder()
                .managedTypeInfo(Commands.namespaces().stream()
                        .filter(namespace -> has(Command.type(namespace), part))
                        .map(ServedTypeManager::handler)
                        .toList())
                .dataTypeInfo(Commands.ALL.stream()
                        .filter(command -> !command.shape().isText() && has(rowType(command), part))
                        .map(ServedTypeManager::row)
                        .toList())
                .build();
    }

    private static String rowType(Command command) {
        return command.method() + "." + command.shape().type();
    }

    private static DynamicTypeMgrManagedTypeInfo handler(String namespace) {
        return DynamicTypeMgrManagedTypeInfo.builder()
                .name(Command.type(namespace))
                .wsdlName("VimEsxCLI" + namespace.replace(".", ""))
                .version(VERSION)
                .base(List.of("vmodl.ManagedObject"))
                .method(Commands.in(namespace).stream()
                        .map(ServedTypeManager::method)
                        .toList())
                .build();
    }

    private static DynamicTypeMgrMethodTypeInfo method(Command command) {
        Shape shape = command.shape();
        return DynamicTypeMgrMethodTypeInfo.builder()
                .name(command.name())
                .wsdlName("VimEsxCLI" + command.namespace().replace(".", "") + command.name())
                .version(VERSION)
                .paramTypeInfo(command.parameters().stream()
                        .map(parameter -> typed(parameter.name(), "string"))
                        .toList())
                .returnTypeInfo(typed(
                        "ret",
                        shape.isText() ? shape.type() : shape.many() ? rowType(command) + "[]" : rowType(command)))
                .fault(List.of("vim.EsxCLI.CLIFault"))
                .build();
    }

    private static DynamicTypeMgrParamTypeInfo typed(String name, String type) {
        return DynamicTypeMgrParamTypeInfo.builder()
                .name(name)
                .version(VERSION)
                .type(type)
                .build();
    }

    private static DynamicTypeMgrDataTypeInfo row(Command command) {
        return DynamicTypeMgrDataTypeInfo.builder()
                .name(rowType(command))
                .wsdlName(command.wsdlName())
                .version(VERSION)
                .base(List.of("vmodl.DynamicData"))
                .property(command.shape().columns().stream()
                        .map(ServedTypeManager::column)
                        .toList())
                .build();
    }

    private static DynamicTypeMgrPropertyTypeInfo column(String column) {
        return DynamicTypeMgrPropertyTypeInfo.builder()
                .name(Shape.element(column))
                .version(VERSION)
                .type(Shape.hasSeveral(column) ? "string[]" : "string")
                .build();
    }
}
