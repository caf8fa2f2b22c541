/**
 * What a namespace may have: how objects of each resource count, which quotas count them, and the ledger in which what they use is written
 * before they are. All but the ledger is pure; the ledger is called by the threads of requests, which wait for each other by namespace.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.quota;

import org.jspecify.annotations.NullMarked;
