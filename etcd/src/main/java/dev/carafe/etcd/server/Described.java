package dev.carafe.etcd.server;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.util.Collection;

/** Services with the file that they are described in, which gRPC's reflection tells clients. */
final class Described {
    private Described() {}

    /** The same service, described by the file of its requests. */
    static ServerServiceDefinition service(ServerServiceDefinition service) {
        Collection<ServerMethodDefinition<?, ?>> methods = service.getMethods();
        String name = service.getServiceDescriptor().getName();
        FileDescriptor file = methods.stream()
                .map(method -> file(method.getMethodDescriptor()))
                .filter(candidate -> candidate.findServiceByName(name.substring(name.lastIndexOf('.') + 1)) != null)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no file describes " + name));
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(name).setSchemaDescriptor((ProtoFileDescriptorSupplier) () -> file);
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder described = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(described::addMethod);
        return described.build();
    }

    private static FileDescriptor file(MethodDescriptor<?, ?> method) {
        if (method.getRequestMarshaller() instanceof MethodDescriptor.PrototypeMarshaller<?> marshaller
                && marshaller.getMessagePrototype() instanceof Message prototype) {
            return prototype.getDescriptorForType().getFile();
        }
        throw new IllegalStateException("no protobuf method: " + method.getFullMethodName());
    }
}
