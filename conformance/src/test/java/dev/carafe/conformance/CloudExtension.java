package dev.carafe.conformance;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands every test class that asks for it the same cloud, started once and removed after the last test. */
final class CloudExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cloud.class
                || parameter.getParameter().getType() == Kubectl.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Cloud cloud = context.getRoot()
                .getStore(Namespace.create(CloudExtension.class))
                .computeIfAbsent(Cloud.class, _ -> Cloud.up(), Cloud.class);
        return parameter.getParameter().getType() == Cloud.class ? cloud : cloud.kubectl();
    }
}
