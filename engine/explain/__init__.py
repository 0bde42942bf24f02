"""Why a report says what it says: verdicts, rules and facts taken apart, from the trace alone."""
