package dev.carafe.vsphere.vcenter.action;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.MethodAction;
import dev.carafe.vsphere.vim.vim25.TaskReason;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.service.Caller;
import dev.carafe.vsphere.vmomi.service.MethodCalls;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Calls methods as the user who asked for it and with the rights that he has then. Any thread. */
public record MethodActions(MethodCalls calls, ObjectRegistry registry, InstantSource clock) {
    /**
     * Who calls, and why.
     *
     * @param key what the call's session is called
     * @param user who asked for it
     * @param agent as sessions show it
     * @param reason what tasks show that are begun by it
     */
    public record By(String key, String user, String agent, TaskReason reason) {}

    /**
     * Calls a method of an object.
     *
     * @return its result, of a task its reference
     * @throws FaultException as the method says it; InvalidArgument for arguments that it does not take
     */
    public @Nullable Object call(By by, ManagedObjectReference<?> object, MethodAction action) {
        ManagedMethod method = Objects.requireNonNull(Vim25.NAMESPACE.method(action.name()), action.name());
        @Nullable Object[] arguments = new @Nullable Object[method.parameters().size()];
        for (int i = 0; i < action.argument().size(); i++) {
            arguments[i] = action.argument().get(i).value();
        }
        if (method.missing(arguments) != null) {
            throw wrong(Objects.requireNonNull(method.missing(arguments)).name() + " is missing");
        }
        Session session = new Session(by.key(), by.user(), clock.instant(), registry);
        try {
            return Tasks.because(
                    by.reason(), () -> calls.call(session, new Caller("", by.agent()), object, method, arguments));
        } catch (ClassCastException mistaken) {
            throw wrong("one of them is of another type than " + method.wsdlName() + " takes");
        }
    }

    private static FaultException wrong(String why) {
        return InvalidArgument.builder()
                .invalidProperty("spec.action.argument")
                .build()
                .exception("A specified parameter was not correct: spec.action.argument: " + why + ".");
    }
}
