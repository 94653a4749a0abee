"""Where submissions are examined: each runner keeps workers busy and loses nothing when one of them dies."""
