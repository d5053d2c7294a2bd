/** Puts what an installer has compared on paper, seals it, and tells whether a seal holds. */
@NullMarked
package eu.releve.edge.report;

import org.jspecify.annotations.NullMarked;
