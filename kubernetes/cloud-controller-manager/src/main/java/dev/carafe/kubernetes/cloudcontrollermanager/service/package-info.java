/**
 * Gives services of type LoadBalancer a load balancer of the cloud, keeps the nodes under it true, and removes it before the
 * service goes (k8s.io/cloud-provider controllers/service, 1.37).
 *
 * <p>Threads: the workers of the services' queue, and one that brings all load balancers to a changed set of nodes. {@code
 * ServiceChange} and {@code NodeSet} decide and do no I/O; {@code SyncedServices} guards itself.
 */
@NullMarked
package dev.carafe.kubernetes.cloudcontrollermanager.service;

import org.jspecify.annotations.NullMarked;
