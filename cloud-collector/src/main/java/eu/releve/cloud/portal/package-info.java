/** Shows syndics what their buildings use. */
@NullMarked
package eu.releve.cloud.portal;

import org.jspecify.annotations.NullMarked;
