/**
 * Deletes what nobody owns any more (k8s.io/kubernetes pkg/controller/garbagecollector, 1.37): in the background, in the
 * foreground before the owner, or not at all where dependents are to be orphaned.
 *
 * <p>Threads: the informers' handlers feed the graph, which guards itself; the workers of two queues act. Before anything
 * is deleted the server is asked, so that the graph may be late but never wrong.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.garbagecollector;

import org.jspecify.annotations.NullMarked;
