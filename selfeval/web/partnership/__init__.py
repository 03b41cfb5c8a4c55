"""What officers of a trust or an authority read: released figures of member schools, since each joined."""
