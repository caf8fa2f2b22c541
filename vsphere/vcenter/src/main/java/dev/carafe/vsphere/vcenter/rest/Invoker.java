package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.AlreadyUpgraded;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.InsufficientResourcesFault;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidDatastore;
import dev.carafe.vsphere.vim.vim25.InvalidLogin;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.InvalidPowerState;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.NoDiskSpace;
import dev.carafe.vsphere.vim.vim25.NoPermission;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ResourceInUse;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.ToolsUnavailable;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VmConfigFault;
import dev.carafe.vsphere.vmomi.service.MethodCalls;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Calls the methods of the SOAP API on behalf of a request, and says their faults in vAPI's errors. Any thread. */
public record Invoker(MethodCalls calls, Tasks tasks) {
    /** Calls a method that answers at once. */
    @Nullable
    Object call(RestRequest request, ManagedObjectReference<?> target, String method, @Nullable Object... arguments) {
        ManagedMethod called = Objects.requireNonNull(Vim25.NAMESPACE.method(method), method);
        try {
            return calls.call(request.session(), request.caller(), target, called, arguments);
        } catch (FaultException e) {
            throw error(e.fault(), String.valueOf(e.getMessage()));
        }
    }

    /** Calls a method that starts a task, and waits for the task's end. */
    @Nullable
    Object finish(RestRequest request, ManagedObjectReference<?> target, String method, @Nullable Object... arguments) {
        Object started = call(request, target, method, arguments);
        if (!(started instanceof ManagedObjectReference<?> task)) {
            throw new IllegalStateException(method + " started no task");
        }
        TaskInfo end;
        try {
            end = tasks.await(new ManagedObjectReference<Task>("Task", task.value()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RestException(Kind.SERVICE_UNAVAILABLE, "The server ends; the task goes on.");
        }
        if (end.error() != null) {
            throw error(end.error().fault(), String.valueOf(end.error().localizedMessage()));
        }
        return end.result();
    }

    /** As {@link #finish}, of a task that makes an object: its identifier. */
    String made(RestRequest request, ManagedObjectReference<?> target, String method, @Nullable Object... arguments) {
        return id(finish(request, target, method, arguments), method);
    }

    static String id(@Nullable Object made, String method) {
        if (made instanceof ManagedObjectReference<?> object) {
            return object.value();
        }
        throw new IllegalStateException(method + " made no object but " + made);
    }

    private static RestException error(Fault fault, String message) {
        Kind kind = switch (fault) {
            case ManagedObjectNotFound _, NotFound _ -> Kind.NOT_FOUND;
            case NoPermission _ -> Kind.UNAUTHORIZED;
            case DuplicateName _, AlreadyExists _ -> Kind.ALREADY_EXISTS;
            case InvalidPowerState state
            when state.existingState() == state.requestedState() -> Kind.ALREADY_IN_DESIRED_STATE;
            case AlreadyUpgraded _ -> Kind.ALREADY_IN_DESIRED_STATE;
            case InvalidState _ -> Kind.NOT_ALLOWED_IN_CURRENT_STATE;
            case NotSupported _ -> Kind.UNSUPPORTED;
            case ToolsUnavailable _ -> Kind.SERVICE_UNAVAILABLE;
            case ResourceInUse _ -> Kind.RESOURCE_IN_USE;
            case InsufficientResourcesFault _, NoDiskSpace _ -> Kind.UNABLE_TO_ALLOCATE_RESOURCE;
            case InvalidArgument _, InvalidName _, InvalidDatastore _, InvalidLogin _, VmConfigFault _ ->
                Kind.INVALID_ARGUMENT;
            default -> Kind.ERROR;
        };
        return new RestException(kind, message);
    }
}
