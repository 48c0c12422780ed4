/** What a check came to, in the formats of other programs. */
package io.nodememory.query.report;
