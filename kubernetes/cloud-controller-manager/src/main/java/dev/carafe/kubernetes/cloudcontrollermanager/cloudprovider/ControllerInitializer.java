package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import java.util.function.Function;

/**
 * How a controller of a provider's own is made.
 *
 * @param name by which {@code --controllers} names it
 * @param clientName the service account of {@code kube-system} as which it acts
 * @param maker makes it; it is started when the informers are in sync
 */
public record ControllerInitializer(
        String name, String clientName, Function<ControllerContext, ? extends Controller> maker) {}
