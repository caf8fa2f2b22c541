/**
 * Leads the ranges of nodes' pods to the nodes by routes of the cloud, and says in each node's condition NetworkUnavailable
 * whether its routes are there (k8s.io/cloud-provider controllers/route, 1.37, in its form by period).
 *
 * <p>Threads: one that looks at all nodes and routes in turn, and for each round one for each request to the cloud, 200 at
 * most. {@code RoutePlan} and {@code NetworkCondition} decide and do no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.cloudcontrollermanager.route;

import org.jspecify.annotations.NullMarked;
