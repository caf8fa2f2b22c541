package dev.carafe.vsphere.vim;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A method of a managed object's type. */
public final class ManagedMethod {
    private final Namespace namespace;
    private final int index;
    private final String name;
    private volatile @Nullable Details details;

    ManagedMethod(Namespace namespace, int index, String name) {
        this.namespace = namespace;
        this.index = index;
        this.name = name;
    }

    /** The results are fields without a name of their own; null where nothing is given back. */
    record Details(
            ManagedType owner,
            String vmodlName,
            @Nullable Version since,
            @Nullable String privilege,
            @Nullable Field result,
            boolean task,
            @Nullable Field taskResult,
            List<DataType> faults,
            List<Field> parameters) {}

    /** What the wire calls it: {@code PowerOnVM_Task}. */
    public String wsdlName() {
        return name;
    }

    /** {@code powerOn}. */
    public String vmodlName() {
        return details().vmodlName();
    }

    /** What a task of it says of itself, such as {@code VirtualMachine.powerOn}. */
    public String descriptionId() {
        String type = owner().vmodlName();
        return type.substring(type.indexOf('.') + 1) + "." + vmodlName();
    }

    public Namespace namespace() {
        return namespace;
    }

    /** The XML namespace of its name, which for some is that of what their namespace extends. */
    public Namespace wireNamespace() {
        return namespace.wire(since());
    }

    public ManagedType owner() {
        return details().owner();
    }

    public @Nullable Version since() {
        return details().since();
    }

    /** What calling it asks for on the object; null when nothing is said; several are joined by {@code +}. */
    public @Nullable String privilege() {
        return details().privilege();
    }

    public List<Field> parameters() {
        return details().parameters();
    }

    /** The result's type; null for none. */
    public @Nullable Field result() {
        return details().result();
    }

    /** Whether the table says what the task that it returns ends with. */
    public boolean isTask() {
        return details().task();
    }

    /** What the task ends with; null for nothing, or when it is no task. */
    public @Nullable Field taskResult() {
        return details().taskResult();
    }

    /** The faults that it declares; runtime faults may come besides. */
    public List<DataType> faults() {
        return details().faults();
    }

    /** The first argument that must be there and is null. */
    public @Nullable Field missing(@Nullable Object[] arguments) {
        List<Field> parameters = parameters();
        for (int i = 0; i < arguments.length; i++) {
            Field parameter = parameters.get(i);
            if (arguments[i] == null && !parameter.optional() && !parameter.array()) {
                return parameter;
            }
        }
        return null;
    }

    /** Its number in the namespace that generated code belongs to; -1 when it is another's. */
    public int indexIn(Namespace asking) {
        return asking == namespace ? index : -1;
    }

    /**
     * Whether a class that implements the owner's interface has this method itself, and not the one that says it is not
     * implemented. It looks at the class by reflection: for commands that list what is there, not for calls.
     */
    public boolean isImplementedBy(Class<? extends ManagedObject> type) {
        String javaName = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(javaName) && !method.isBridge())
                .anyMatch(method -> !method.getDeclaringClass().isInterface());
    }

    @Override
    public String toString() {
        return owner().wsdlName() + "." + name;
    }

    private Details details() {
        Details known = details;
        if (known == null) {
            known = namespace.readMethod(index);
            details = known;
        }
        return known;
    }
}
